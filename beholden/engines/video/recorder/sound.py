"""The audio track of a camera: laid beside the video by arrival, then exactly by the camera's sender reports.

Audio media time is microseconds since the run's first video key frame, like the video's; in the file it is ticks of the
audio clock since the file began.
"""

from __future__ import annotations

from beholden.engines.video.fmp4 import fragment
from beholden.engines.video.fmp4.init import AUDIO_ID
from beholden.engines.video.index import FragmentEntry
from beholden.engines.video.recorder.clock import RunClock
from beholden.engines.video.recorder.stream import Stream
from beholden.engines.video.segments.writer import SegmentWriter

_AAC_FRAME = 1024


class SoundTape:
    """Writes one audio track behind each video fragment."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self._offset_us: int | None = None  # audio track time 0, as media time of the run
        self._placed = False  # by sender reports, so exact
        self._due = -1  # ticks in the file at which the last fragment ended
        self._file_us = -1

    def arrived(self, wall_us: int, clock: RunClock, begun: bool) -> None:
        """Place the track by the arrival of its first sample; before the video begins, nothing is kept."""
        group = self.stream.group
        if not group.sizes:
            return
        if not begun:
            group.take(len(group.sizes))
        elif self._offset_us is None:
            media_us = clock.media_at(wall_us)
            self._offset_us = media_us - self._us(group.times[-1])

    def place(self, offset_us: int) -> None:
        """Sender reports of both tracks were seen: track time 0 lies at ``offset_us``. Holds from the next file on."""
        if not self._placed:
            self._placed = True
            self._offset_us = offset_us

    def write(self, writer: SegmentWriter, segment_us: int, before_us: int | None) -> None:
        """Append what gathered, up to media time ``before_us`` (all when None), to a file that began at ``segment_us``.

        Raises OSError.
        """
        group = self.stream.group
        count = len(group.sizes)
        if self._offset_us is None or not count:
            return
        if before_us is not None:
            count = sum(1 for time in group.times if self._us(time) + self._offset_us < before_us)
        if self._file_us != segment_us:
            self._file_us, self._due = segment_us, 0
        base = self._ticks(self._us(group.times[0]) + self._offset_us - segment_us) if count else 0
        early = 0
        while early < count and base < self._due - _AAC_FRAME // 2:  # before the file began: belongs to no picture
            early += 1
            if early < count:
                base += group.times[early] - group.times[early - 1]
        if early:
            group.take(early)
            count -= early
        if count:
            self._append(writer, max(base, self._due), count)

    def _append(self, writer: SegmentWriter, base: int, count: int) -> None:
        group = self.stream.group
        sizes = group.sizes[:count]
        if self.stream.track.codec == "aac":
            lengths = [_AAC_FRAME] * count
        else:
            lengths = [size // self.stream.track.channels for size in sizes]  # G.711: a byte is a tick
        head = fragment.header(len(writer.fragments) + 1, AUDIO_ID, base, lengths, sizes)
        total = sum(sizes)
        entry = FragmentEntry(writer.size, len(head) + total, base, sum(lengths), True, True)
        with memoryview(group.buffer) as view:
            writer.write(entry, 0, (head, view[:total]))
        self._due = base + entry.duration
        group.take(count)

    def _us(self, ticks: int) -> int:
        return ticks * 1_000_000 // self.stream.track.clock_rate

    def _ticks(self, us: int) -> int:
        return us * self.stream.track.clock_rate // 1_000_000
