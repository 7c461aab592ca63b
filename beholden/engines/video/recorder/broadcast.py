"""Live picture of one camera for those who watch: the tape's samples again, cut finer, on the run's own time line.

It costs nothing while nobody watches. Live is picture only: sound waits for whole fragments and would hold the
picture back.
"""

from __future__ import annotations

import os
import socket

from beholden.engines.video.fmp4 import fragment
from beholden.engines.video.fmp4.init import VIDEO_ID, init_segment
from beholden.engines.video.recorder.cutting import cut_before_end, decode_times, lengths
from beholden.engines.video.recorder.taps import Tap
from beholden.engines.video.rtp.group import Group
from beholden.engines.video.segments.writer import SegmentWriter
from beholden.engines.video.tracks import Track


class Broadcast:
    """Viewers of one camera. ``origin`` is the track time at which the run began."""

    def __init__(self) -> None:
        self.taps: list[Tap] = []
        self._init = b""
        self._codec = ""
        self._delay = 0
        self._sequence = 0
        self._emitted = 0  # samples at the front of the group that viewers have already

    def parameters(self, track: Track, delay: int) -> None:
        """A file was opened for ``track``; viewers hear of it when its init differs."""
        init = init_segment([track], delay)
        if init != self._init:
            self._init, self._codec, self._delay = init, track.codec_string, delay
            for tap in self.taps:
                tap.begin(self._codec, init)

    def join(
        self, sock: socket.socket, group: Group, writer: SegmentWriter, base: int, origin: int, usual: int
    ) -> None:
        """A viewer: init, everything since the last key frame, then what comes. ``base`` track time at which the file
        began.
        """
        tap = Tap(sock)
        tap.begin(self._codec, self._init)
        tap.media(_since_key(writer, base - origin), True)
        if self.taps and self._emitted:
            tap.media(self._pack(group, 0, self._emitted, origin, None, usual), group.keys[0])
        self.taps.append(tap)
        tap.flush()

    def emit(self, group: Group, upto: int, following: int | None, origin: int, usual: int) -> None:
        """Samples of the group before ``upto`` are whole: send those not sent yet. ``following`` track time behind
        them.
        """
        first = self._emitted
        if following is None and self._delay:
            upto = first + cut_before_end(group.times[first:upto])
        if upto <= first:
            return
        payload = self._pack(group, first, upto, origin, following, usual)
        key = group.keys[first]
        self._emitted = upto
        for tap in self.taps:
            tap.media(payload, key)

    def taken(self, count: int) -> None:
        """The first ``count`` samples left the group."""
        self._emitted = max(0, self._emitted - count)

    def flush(self) -> None:
        """Send; forget viewers that are gone."""
        for tap in self.taps:
            tap.flush()
        if any(tap.closed for tap in self.taps):
            self.taps = [tap for tap in self.taps if not tap.closed]
        if not self.taps:
            self._emitted = 0

    def end(self) -> None:
        """The run ended."""
        for tap in self.taps:
            tap.end()
        self.taps = []
        self._emitted = 0
        self._init = b""

    def _pack(self, group: Group, first: int, upto: int, origin: int, following: int | None, usual: int) -> bytes:
        times = group.times[first:upto]
        ordered, offsets = decode_times(times, self._delay)
        durations = lengths(ordered, following if offsets is None else None, usual)
        sizes = group.sizes[first:upto]
        start = sum(group.sizes[:first])
        self._sequence += 1
        head = fragment.header(
            self._sequence, VIDEO_ID, ordered[0] - origin, durations, sizes, group.keys[first:upto], offsets
        )
        with memoryview(group.buffer) as view:
            return b"".join((head, view[start : start + sum(sizes)]))


def _since_key(writer: SegmentWriter, ticks: int) -> bytes:
    """Video fragments of the open file from the last key frame on, on the run's time line."""
    video = [entry for entry in writer.fragments if not entry.audio]
    keys = [place for place, entry in enumerate(video) if entry.key]
    out = bytearray()
    with writer.path.open("rb", buffering=0) as file:
        for entry in video[keys[-1] :] if keys else []:
            at = len(out)
            out += os.pread(file.fileno(), entry.size, entry.offset)
            fragment.shift(out, at, ticks)
    return bytes(out)
