"""RTCP of one run: the camera's own clock, where sound lies beside picture, good-byes; and a word back.

The camera's clock never dates footage (docs/know/recording.md, "Time"); what it says is kept beside it.
"""

from __future__ import annotations

from collections.abc import Callable

from beholden.engines.video.errors import CameraError
from beholden.engines.video.recorder.stream import Stream
from beholden.engines.video.recorder.tape import Tape
from beholden.engines.video.rtp.rtcp import goodbye, receiver_report, sender_report

OUR_SSRC = 0x42484C44
_WANDER_US = 2_000_000  # a clock does not wander further within a run; reports on invented timestamps do


class Reports:
    """Sender reports of the streams of one run."""

    def __init__(self, streams: list[Stream], tape: Tape) -> None:
        self._streams = streams
        self._tape = tape
        self._seen: dict[str, tuple[int, int]] = {}
        self._first_offset_us: int | None = None

    def taker(self, place: int) -> Callable[[bytearray, int, int], None]:
        """What takes the RTCP packets of stream ``place``. It raises CameraError("closed") on the picture's
        good-bye.
        """
        stream = self._streams[place]

        def take(buffer: bytearray, start: int, end: int) -> None:
            if stream.track.kind == "video" and goodbye(buffer, start, end):
                raise CameraError("closed", "RTCP BYE")
            found = sender_report(buffer, start, end)
            if found is None:
                return
            ticks = stream.depacketiser.time_of(found.rtp_timestamp)
            self._seen[stream.track.kind] = (ticks, found.ntp_us)
            if stream.track.kind == "video":
                self._compare(ticks, found.ntp_us)
            if len(self._seen) == 2:
                self._tape.place_sound(self._seen["video"], self._seen["audio"])

        return take

    def answers(self, channels: dict[int, tuple[int, bool]]) -> bytes:
        """A receiver report for each stream, framed for the interleaved connection: some cameras stop without."""
        framed = b""
        for channel, (place, control) in channels.items():
            packets = self._streams[place].depacketiser
            if control and packets.ssrc is not None:
                report = receiver_report(OUR_SSRC, packets.ssrc, highest=packets.highest, lost=packets.lost)
                framed += bytes((36, channel)) + len(report).to_bytes(2, "big") + report
        return framed

    def _compare(self, ticks: int, camera_us: int) -> None:
        wall_us = self._tape.wall_of(ticks)
        if wall_us is None:
            return
        offset_us = camera_us - wall_us
        if self._first_offset_us is None:
            self._first_offset_us = offset_us
        steady = abs(offset_us - self._first_offset_us) < _WANDER_US
        self._tape.clock_offset_us = offset_us if steady else None
