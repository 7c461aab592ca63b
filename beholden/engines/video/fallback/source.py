"""A camera read by PyAV in a thread of its own, with hard time limits."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final
from urllib.parse import quote

import av

from beholden.engines.video import codecs
from beholden.engines.video.codecs.bits import split_annex_b
from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtp.group import LIMIT
from beholden.engines.video.rtsp.address import Address
from beholden.engines.video.rtsp.client import Client
from beholden.engines.video.rtsp.connect import check_allowed, resolve
from beholden.engines.video.tracks import Track

SILENCE: Final = 10.0  # seconds
_QUEUE: Final = 256  # samples between the two threads
_EARLY: Final = 16  # samples without a timestamp that are kept until one has it
_NAMES: Final = {"h264": "h264", "hevc": "h265", "aac": "aac", "pcm_alaw": "pcma", "pcm_mulaw": "pcmu"}
_ORDER: Final = {"h264": (7, 8), "h265": (32, 33, 34)}

# (track index, presentation time in ticks of the track, key, bytes as in a Group)
Sample = tuple[int, int, bool, bytes]


class Fallback:
    """Iterate to get samples; ``tracks`` as the own path would say them. Every failure is a CameraError.

    The description is read by our own client first: it refuses redirects and bad addresses and words every mistake.
    """

    def __init__(self, address: Address, *, timeout: float, allowed: Sequence[str] | None = None) -> None:
        """Connect; blocks for at most about ``timeout`` seconds."""
        started = time.monotonic()
        client = Client(address, timeout=timeout, allowed=allowed, only_describe=True)
        try:
            client.prepare()
        finally:
            client.close()
        self.tracks: list[Track] = client.session.tracks
        place = resolve(address, timeout)[0]
        check_allowed(place, allowed)
        self._address = replace(address, host=place)  # what was checked is what is opened
        self._left = max(timeout - (time.monotonic() - started), 1.0)
        self._queue: queue.Queue[Sample | CameraError] = queue.Queue(_QUEUE)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"fallback {address.host}", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[Sample]:
        """Samples until `close`. Raises CameraError, "silent" when none comes for ten seconds."""
        while not self._stop.is_set():
            try:
                item = self._queue.get(timeout=SILENCE)
            except queue.Empty:
                raise CameraError("silent", f"{SILENCE:.0f}") from None
            if isinstance(item, CameraError):
                raise item
            yield item

    def close(self) -> None:
        """Stop reading. The thread ends by itself within its time limits, also when the camera is frozen."""
        self._stop.set()
        while not self._queue.empty():
            self._queue.get_nowait()
        self._thread.join(1.0)

    def _put(self, item: Sample | CameraError) -> None:
        while not self._stop.is_set():
            try:
                self._queue.put(item, timeout=0.5)
            except queue.Full:
                continue
            return

    def _run(self) -> None:
        address = self._address
        user = f"{quote(address.username, safe='')}:{quote(address.password, safe='')}@" if address.username else ""
        url = address.url.replace("://", f"://{user}", 1)
        options = {
            "rtsp_transport": "udp",
            "timeout": str(int(self._left * 1e6)),
            "protocol_whitelist": "rtsp,rtp,udp,tcp,tls,crypto",
            "max_delay": "500000",
        }
        try:
            with av.open(url, format="rtsp", options=options, timeout=(self._left, SILENCE)) as container:
                self._read(container)
            self._put(CameraError("closed", address.shown))
        except av.error.HTTPUnauthorizedError:
            self._put(CameraError("unauthorised", address.shown))
        except av.error.FFmpegError:  # its text holds the URL with the password
            self._put(CameraError("closed", address.shown))
        except CameraError as error:
            self._put(error)

    def _read(self, container: av.container.InputContainer) -> None:
        streams = {}
        for index, track in enumerate(self.tracks):
            kind = container.streams.video if track.kind == "video" else container.streams.audio
            found = next((s for s in kind if _NAMES.get(s.codec_context.name) == track.codec), None)
            if found is not None:
                streams[found.index] = (index, track)
        if not any(track.kind == "video" for _, track in streams.values()):
            raise CameraError("no_video", "-")
        makers = {number: _Samples(index, track, self._put) for number, (index, track) in streams.items()}
        for packet in container.demux([container.streams[number] for number in streams]):
            if self._stop.is_set():
                return
            if packet.size and packet.stream.index in makers:
                stamp = packet.pts if packet.pts is not None else packet.dts
                seconds = None if stamp is None or packet.time_base is None else stamp * packet.time_base
                makers[packet.stream.index].add(bytes(packet), packet.is_keyframe, seconds)
        for maker in makers.values():
            maker.flush()


class _Samples:
    """Packets of one stream as ffmpeg cuts them, to samples as a Group holds them."""

    def __init__(self, index: int, track: Track, put: Callable[[Sample], None]) -> None:
        self._index = index
        self._track = track
        self._put = put
        self._frame = track.clock_rate // 25  # what passes between frames that are not stamped
        self._newest: int | None = None
        self._early: list[tuple[bool, bytes]] = []  # the first frames may come without a timestamp
        self._open: tuple[bool, bytes, int | None] | None = None  # a picture more slices of which may come

    def add(self, data: bytes, key: bool, seconds: Fraction | None) -> None:
        """One packet. A picture with parameter sets between its slices comes in several: they are put together."""
        ticks = None if seconds is None else int(seconds * self._track.clock_rate)
        if self._track.kind == "audio":
            self._give(True, data, ticks)
            return
        units = split_annex_b(data)
        self._describe(units)
        data = b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)
        if self._open is not None and self._continues(units):
            was_key, before, stamp = self._open
            self._open = (was_key or key, before + data, ticks if stamp is None else stamp)
            return
        self.flush()
        self._open = (key, data, ticks)

    def flush(self) -> None:
        """The open picture is whole."""
        if self._open is not None:
            self._give(*self._open)
        self._open = None

    def _give(self, key: bool, data: bytes, ticks: int | None) -> None:
        if not 0 < len(data) <= LIMIT:
            return
        if ticks is None and self._newest is None:
            self._early.append((key, data))
            del self._early[:-_EARLY]
            return
        if ticks is None:
            ticks = (self._newest or 0) + self._frame
        for place, (was_key, held) in enumerate(self._early):
            self._put((self._index, ticks - self._frame * (len(self._early) - place), was_key, held))
        self._early.clear()
        self._newest = ticks
        self._put((self._index, ticks, key, data))

    def _continues(self, units: list[bytes]) -> bool:
        """True when the first slice among ``units`` is not the first of its picture."""
        for unit in units:
            if self._track.codec == "h264" and unit[0] & 31 in (1, 5):
                return len(unit) > 1 and unit[1] < 128
            if self._track.codec == "h265" and unit[0] >> 1 & 63 < 32:
                return len(unit) > 2 and unit[2] < 128
        return False

    def _describe(self, units: list[bytes]) -> None:
        """Note parameter sets while the track has none."""
        if self._track.ready:
            return
        order = _ORDER[self._track.codec]
        for unit in units:
            kind = unit[0] & 31 if self._track.codec == "h264" else unit[0] >> 1 & 63
            if kind in order:
                self._track.parameters[order.index(kind)] = unit
        codecs.describe(self._track)
