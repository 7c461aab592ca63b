"""A camera read by PyAV in a thread of its own, with hard time limits."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
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
        newest: dict[int, int] = {}
        early: dict[int, list[tuple[bool, bytes]]] = {}  # the first frames may come without a timestamp
        for packet in container.demux([container.streams[number] for number in streams]):
            if self._stop.is_set():
                return
            if not packet.size or packet.stream.index not in streams:
                continue
            index, track = streams[packet.stream.index]
            data = bytes(packet)
            if track.kind == "video":
                data = self._video(track, data)
            if not 0 < len(data) <= LIMIT:
                continue
            key = track.kind == "audio" or packet.is_keyframe
            waiting = early.setdefault(index, [])
            stamp = packet.pts if packet.pts is not None else packet.dts
            frame = track.clock_rate // 25
            if stamp is not None and packet.time_base is not None:
                ticks = int(stamp * packet.time_base * track.clock_rate)
                for place, (was_key, held) in enumerate(waiting):
                    self._put((index, ticks - frame * (len(waiting) - place), was_key, held))
                waiting.clear()
            elif index in newest:
                ticks = newest[index] + frame
            else:
                waiting.append((key, data))
                del waiting[:-_EARLY]
                continue
            newest[index] = ticks
            self._put((index, ticks, key, data))

    def _video(self, track: Track, data: bytes) -> bytes:
        """Start codes to lengths; parameter sets are noted on the way while the track has none."""
        units = split_annex_b(data)
        if not track.ready:
            order = _ORDER[track.codec]
            for unit in units:
                kind = unit[0] & 31 if track.codec == "h264" else unit[0] >> 1 & 63
                if kind in order:
                    track.parameters[order.index(kind)] = unit
            codecs.describe(track)
        return b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)
