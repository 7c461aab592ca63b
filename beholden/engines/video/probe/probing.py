"""Play a few seconds of a camera and measure them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final, Literal

from beholden.engines.video import rtp
from beholden.engines.video.errors import CameraError
from beholden.engines.video.fallback import Fallback
from beholden.engines.video.probe.result import Probe, remarks_on
from beholden.engines.video.rtp import rtcp
from beholden.engines.video.rtp.group import Group
from beholden.engines.video.rtsp.address import parse
from beholden.engines.video.rtsp.client import Client
from beholden.engines.video.tracks import Track

_PLAY: Final = 2.5  # seconds of media that are looked at
_TIMES: Final = 10_000  # frames whose times are kept
_REORDERED: Final = 4  # frames
_FIRST: Final = 5.0  # seconds until the first frame, else the camera is silent


def probe(
    source_url: str,
    username: str = "",
    password: str = "",
    *,
    timeout: float = 15.0,
    allowed: Sequence[str] | None = None,
    transport: Literal["tcp", "udp"] = "tcp",
    trust: str = "",
) -> Probe:
    """Look at a camera for a few seconds; blocks for at most ``timeout`` seconds and a little.

    ``allowed`` networks it may lie in (rtsp.connect.check_allowed), ``trust`` whom it must be (rtsp.trust). Every
    failure is a CameraError whose sentence says what to mend.
    """
    address = parse(source_url, username, password)
    deadline = time.monotonic() + timeout
    if transport == "udp":
        return _probe_fallback(Fallback(address, timeout=timeout, allowed=allowed), deadline)
    client = Client(address, timeout=timeout, allowed=allowed, trust=trust)
    try:
        client.prepare()
        return _Watch(client).run(deadline)
    finally:
        client.close()


class _Measure:
    """Counts the samples of the picture."""

    def __init__(self) -> None:
        self.first_at = 0.0
        self.frames = 0
        self.size = 0
        self.keys = 0
        self.times: list[int] = []

    def add(self, time_ticks: int, size: int, key: bool, now: float) -> None:
        """One sample."""
        if not self.frames:
            self.first_at = now
        self.frames += 1
        self.size += size
        self.keys += key
        if len(self.times) < _TIMES:
            self.times.append(time_ticks)

    def _rate(self, track: Track) -> float:
        """Frames a second by their timestamps; what the camera claims when there are too few."""
        times = sorted(self.times)
        if times != self.times:
            del times[-_REORDERED:]  # frames shown before these may still be on their way
        span = times[-1] - times[0] if times else 0
        return (len(times) - 1) * track.clock_rate / span if span else track.fps

    def result(self, track: Track, audio: str, offset_us: int | None, lost: int, now: float) -> Probe:
        """The figures. Raises CameraError("silent") without a frame."""
        if not self.frames:
            raise CameraError("silent", f"{_FIRST:.0f}")
        if not track.ready:
            raise CameraError("damaged", f"{track.codec}: SPS/PPS")
        fps = self._rate(track)
        seconds = self.frames / fps if fps else now - self.first_at
        kbps = round(self.size * 8 / seconds / 1000) if seconds > 0 else 0
        keyless = 0.0 if self.keys else now - self.first_at
        return Probe(
            codec=track.codec,
            codec_string=track.codec_string,
            width=track.width,
            height=track.height,
            bit_depth=track.bit_depth,
            fps=round(fps, 2),
            kbps=kbps,
            audio=audio,
            clock_offset_us=offset_us,
            remarks=remarks_on(track.codec, track.bit_depth, audio, offset_us, keyless, lost),
        )


class _Watch:
    """A playing client, watched through the same depacketisers that record."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._session = client.session
        self._group = Group()
        self._picture = rtp.depacketiser(self._session.tracks[0], self._group, self._session.ssrcs[0])
        self._offset_us: int | None = None
        self._measure = _Measure()

    def run(self, deadline: float) -> Probe:
        """Watch until enough was seen or ``deadline`` (monotonic)."""
        measure = self._measure
        silent_at = min(deadline, time.monotonic() + _FIRST)
        while True:
            now = time.monotonic()
            if measure.frames:
                if now >= min(deadline, measure.first_at + _PLAY):
                    break
            elif now >= silent_at:
                break
            try:
                self._client.step(self._packet)
            except CameraError as error:
                if error.code != "closed" or not measure.frames:  # a short clip that ended was seen as well
                    raise
                break
            self._count(time.monotonic())
        track = self._session.tracks[0]
        audio = self._session.tracks[1].codec if len(self._session.tracks) > 1 else ""
        return measure.result(track, audio, self._offset_us, self._picture.lost, time.monotonic())

    def _packet(self, channel: int, buffer: bytearray, start: int, end: int) -> None:
        index, control = self._session.channels.get(channel, (-1, False))
        if index != 0:
            return
        if control:
            if report := rtcp.sender_report(buffer, start, end):
                self._offset_us = report.ntp_us - time.time_ns() // 1000
        else:
            self._picture.feed(buffer, start, end)

    def _count(self, now: float) -> None:
        group = self._group
        if self._picture.changed:
            self._picture.take_parameters()
        if self._picture.restarted:
            self._picture.restarted = False
            self._measure = _Measure()
        for ticks, size, key in zip(group.times, group.sizes, group.keys, strict=True):
            self._measure.add(ticks, size, key, now)
        group.take(len(group.sizes))


def _probe_fallback(source: Fallback, deadline: float) -> Probe:
    measure = _Measure()
    try:
        for index, ticks, key, data in source:
            now = time.monotonic()
            if index == 0:
                measure.add(ticks, len(data), key, now)
            if now >= deadline or (measure.frames and now >= measure.first_at + _PLAY):
                break
    finally:
        source.close()
    audio = source.tracks[1].codec if len(source.tracks) > 1 else ""
    return measure.result(source.tracks[0], audio, None, 0, time.monotonic())
