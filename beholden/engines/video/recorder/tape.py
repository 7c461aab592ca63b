"""Samples of one camera to fragments, fragments to segments: steps 3 and 4 of "Write" in docs/know/recording.md.

``tick`` is the hot half of the recorder: it looks at whole samples only, cuts at key frames and before HELD_US, and
hands buffers to one `writev`. Times inside are ticks of the video track unless a name says otherwise.
"""

from __future__ import annotations

import logging
import secrets
import socket
from pathlib import Path

from beholden.engines.video.errors import CameraError
from beholden.engines.video.fmp4 import fragment
from beholden.engines.video.fmp4.init import VIDEO_ID, init_segment
from beholden.engines.video.index import FragmentEntry
from beholden.engines.video.reasons import NEXT, Reason
from beholden.engines.video.recorder.broadcast import Broadcast
from beholden.engines.video.recorder.clock import RunClock
from beholden.engines.video.recorder.cutting import (
    cut_before_end,
    decode_times,
    key_after_first,
    lengths,
    reorder_delay,
    usual_length,
)
from beholden.engines.video.recorder.keeper import Keeper
from beholden.engines.video.recorder.sound import SoundTape
from beholden.engines.video.recorder.stream import Stream
from beholden.engines.video.rtp.group import Group
from beholden.engines.video.segments import sealed
from beholden.engines.video.segments.writer import SegmentWriter

log = logging.getLogger(__name__)

HELD_US = 700_000  # pictures are written before they become more than this: what a kill may cost stays below a second
_SHORT_US = 250_000  # key frames nearer to each other share a fragment
_PATIENCE_US = 850_000  # a slow camera's sample is not held longer than this for the sake of its exact length


class Tape:
    """Writes one camera. ``start_run``, then ``tick`` after bytes were fed, then ``end_run``; over and over."""

    def __init__(self, root: Path, camera: str, keeper: Keeper, segment_us: int, first_us: int, after: str) -> None:
        """``first_us`` length of the first segment, so that cameras do not all rotate at once; ``after`` see
        sealed.Header.
        """
        self._root = root
        self.camera = camera
        self._keeper = keeper
        self._segment_us = segment_us
        self._length_us = first_us
        self._after = after
        self._writer: SegmentWriter | None = None
        self._clock = RunClock()
        self.clock_offset_us: int | None = None
        self.last_frame_us: int | None = None
        self.samples = 0
        self.written = 0
        self.segments = 0
        self.broadcast = Broadcast()

    def start_run(self, video: Stream, sound: Stream | None) -> None:
        """A new run: nothing is written before its first key frame."""
        self._video = video
        self._sound = SoundTape(sound) if sound else None
        self._run = secrets.token_hex(16)
        self._seq = 0
        self._previous = ""
        self._clock = RunClock()
        self._origin: int | None = None  # track time of the run's first key frame
        self._refused = False  # the disk took no new file: nothing more of this run is written
        self._seen = 0
        self._changed_from = -1
        self._pending_since_us = 0
        self._usual = video.track.clock_rate // 25
        self._delay = 0
        self._base = 0  # track time at which the open file began
        self._lost_before = 0
        self.init = b""

    @property
    def writing(self) -> bool:
        """True once footage of this run is in a file."""
        return self._writer is not None

    def tick(self, wall_us: int, pause_us: int) -> None:
        """Write what is due, when the next tick comes ``pause_us`` from now. Raises OSError when the disk refuses,
        CameraError when no file can be made of the stream.
        """
        group = self._video.group
        count = len(group.sizes)
        if count <= self._seen:  # fewer: the depacketiser took back a sample it had closed too early
            self._seen = count
            if count and self._origin is not None and wall_us - self._pending_since_us + pause_us > _PATIENCE_US:
                self._write_late(group, wall_us)
            return
        self._arrived(group, count, wall_us)
        while ready := self._due(group, pause_us):
            self._write(ready, group.times[ready])
            self._pending_since_us = wall_us
        self._seen = len(group.sizes)
        if self._sound:
            self._sound.arrived(wall_us, self._clock, self._origin is not None)
        if self.broadcast.taps and self._changed_from < 0 and self._origin is not None:
            self.broadcast.emit(group, self._seen, None, self._origin, self._usual)

    def end_run(self, reason: Reason | str, upto: int | None = None) -> None:
        """Write every whole sample (the first ``upto``), seal the file. Never raises for a full disk: what was
        written stays.
        """
        group = self._video.group
        count = len(group.sizes) if upto is None else min(upto, len(group.sizes))
        try:
            if self._origin is not None and count and not self._refused:
                self._write(count, None)
        except (OSError, CameraError) as error:
            log.warning("%s: the last fragment was not written: %s", self.camera, error)
        if self._writer:
            self._seal(self._end_time(), str(reason))
        self._after = str(reason)
        self.broadcast.end()

    def expect_after(self, reason: Reason | str) -> None:
        """Why the time before the next run is missing, when no run of this process ended for it."""
        self._after = str(reason)

    def watch(self, sock: socket.socket) -> bool:
        """A viewer joins; false when nothing is being recorded."""
        if self._writer is None or self._origin is None:
            return False
        self.broadcast.join(sock, self._video.group, self._writer, self._base, self._origin, self._usual)
        return True

    def place_sound(self, video_at: tuple[int, int], sound_at: tuple[int, int]) -> None:
        """Both tracks' sender reports: (track ticks, camera time in microseconds) each."""
        if self._sound is None or self._origin is None:
            return
        media_us = self._us(video_at[0] - self._origin) + sound_at[1] - video_at[1]
        self._sound.place(media_us - sound_at[0] * 1_000_000 // self._sound.stream.track.clock_rate)

    def wall_of(self, ticks: int) -> int | None:
        """Wall time of a video track time, None before the run's first file."""
        if self._writer is None or self._origin is None:
            return None
        return self._clock.wall_at(self._us(ticks - self._origin))

    # -- when to write

    def _arrived(self, group: Group, count: int, wall_us: int) -> None:
        if self._origin is None and not self._begin(group):
            self._seen = len(group.sizes)
            return
        count = len(group.sizes)
        if self._video.depacketiser.changed and self._changed_from < 0:
            self._changed_from = self._video.depacketiser.boundary
        if not self._seen:
            self._pending_since_us = wall_us
        assert self._origin is not None
        newest = max(group.times[self._seen :], default=self._origin)
        self._clock.frame(self._us(newest - self._origin), wall_us)
        self.samples += count - self._seen
        self.last_frame_us = wall_us
        self._seen = count

    def _begin(self, group: Group) -> bool:
        """Drop samples before the first key frame; false while there is none."""
        first = 0 if group.keys[0] else key_after_first(group.keys)
        if not group.keys[first]:
            group.take(len(group.keys))
            return False
        if first:
            group.take(first)
        self._origin = group.times[0]
        self._seen = 0
        return True

    def _due(self, group: Group, pause_us: int) -> int:
        """How many leading samples are to be written now, 0 for none. There is a sample behind them."""
        if self._origin is None or len(group.sizes) < 2:
            return 0
        key = key_after_first(group.keys)
        if key and (self._us(group.times[key] - group.times[0]) >= _SHORT_US or not group.keys[0]):
            return key
        if self._us(group.times[-1] - group.times[0]) + pause_us < HELD_US:
            return 0
        return cut_before_end(group.times)

    # -- writing

    def _write_late(self, group: Group, wall_us: int) -> None:
        """No sample came for long: write what is there, but tear no group of B-frames."""
        count = len(group.sizes)
        reordered = self._delay or self._video.track.reorder or group.times != sorted(group.times)
        ready = cut_before_end(group.times) if reordered else count
        if ready:
            self._write(ready, group.times[ready] if ready < count else None)
        self._pending_since_us = wall_us

    def _write(self, count: int, following: int | None) -> None:
        group = self._video.group
        key = group.keys[0]
        if key:
            self._rotate_if_due(group.times[0], count)
        writer = self._writer
        if writer is None:  # parameters never came: nothing a player could open
            raise CameraError("damaged", "no parameter sets before the first key frame")
        times = group.times[:count]
        ordered, offsets = decode_times(times, self._delay)
        exact = following if offsets is None else None
        durations = lengths(ordered, exact, self._usual)
        if count > 1:
            self._usual = durations[0]
        base = max(ordered[0] - self._base, 0)
        keys = group.keys[:count]
        head = fragment.header(len(writer.fragments) + 1, VIDEO_ID, base, durations, group.sizes[:count], keys, offsets)
        size = sum(group.sizes[:count])
        with memoryview(group.buffer) as view:
            entry = FragmentEntry(writer.size, len(head) + size, base, sum(durations), key)
            writer.write(entry, count, (head, view[:size]))
        self.written += size
        self._end = ordered[-1] + durations[-1]
        if self.broadcast.taps and self._origin is not None:
            self.broadcast.emit(group, count, following, self._origin, self._usual)
            self.broadcast.taken(count)
        group.take(count)
        self._seen = len(group.sizes)
        self._changed_from -= count if self._changed_from >= 0 else 0
        if self._sound:
            self._sound.write(writer, self._clock.segment_media_us, None)

    def _rotate_if_due(self, at: int, count: int) -> None:
        changed = 0 <= self._changed_from < max(count, 1)
        assert self._origin is not None
        media_us = self._us(at - self._origin)
        if self._writer and not changed and media_us - self._clock.segment_media_us < self._length_us:
            return
        if self._writer:
            if self._sound:
                self._sound.write(self._writer, self._clock.segment_media_us, media_us)
            self._seal(self._clock.next(media_us), NEXT)
            self._length_us = self._segment_us
        else:
            self._clock.begin()
        if self._video.depacketiser.changed:
            self._video.depacketiser.take_parameters()
        self._changed_from = -1
        self._open(self._video.group.times[:count])

    def _open(self, times: list[int]) -> None:
        streams = [self._video] + ([self._sound.stream] if self._sound else [])
        track = self._video.track
        if not track.ready:
            raise CameraError("damaged", "no parameter sets before the first key frame")
        self._usual = usual_length(times, self._usual)
        self._delay = reorder_delay(times, track.reorder, self._usual)
        self.init = init_segment([stream.track for stream in streams], self._delay)
        header = sealed.Header(
            camera=self.camera,
            run=self._run,
            seq=self._seq,
            start_us=self._clock.segment_wall_us,
            after=self._after if self._seq == 0 else "",
            previous=self._previous,
        )
        self._refused = True
        self._writer = SegmentWriter(self._root, header, self.init)
        self._refused = False
        self._base = min(times)  # an open group of pictures shows frames before its key
        self._seq += 1
        self.segments += 1
        self._keeper.opened(self._writer.opened_row())
        self.broadcast.parameters(track, self._delay)

    def _seal(self, end_us: int, ended: str) -> None:
        writer = self._writer
        assert writer is not None
        self._writer = None
        lost = self._video.depacketiser.lost
        trailer = sealed.Trailer(
            end_us=max(end_us, writer.header.start_us),
            ended=ended,
            samples=writer.samples,
            lost=lost - self._lost_before,
            clock_offset_us=self.clock_offset_us,
        )
        self._lost_before = lost
        try:
            row = writer.seal(trailer)
        except OSError as error:
            log.error("%s: %s has no trailer: %s", self.camera, writer.relative, error)
            writer.abandon()
            return
        self._previous = row.root
        self._keeper.closed(row, writer.release())

    def _end_time(self) -> int:
        assert self._origin is not None
        return self._clock.wall_at(self._us(self._end - self._origin))

    def _us(self, ticks: int) -> int:
        return ticks * 1_000_000 // self._video.track.clock_rate
