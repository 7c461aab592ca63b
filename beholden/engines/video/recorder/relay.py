"""A camera that only speaks UDP, read by PyAV in a thread, as the worker's loop sees it (see
engines.video.fallback).
"""

from __future__ import annotations

import threading
from collections import deque

from beholden.engines.video.errors import CameraError
from beholden.engines.video.fallback import Fallback, Sample
from beholden.engines.video.recorder.source import CameraSource
from beholden.engines.video.recorder.stream import Stream
from beholden.engines.video.rtp import Depacketiser
from beholden.engines.video.rtp.group import Group
from beholden.engines.video.rtsp.address import parse

CONNECT_SECONDS = 10.0
HELD = 512  # samples the loop may be behind; beyond, the camera is read no further until it caught up


class Relay:
    """Samples of one camera, handed from its thread to the loop."""

    def __init__(self, source: CameraSource) -> None:
        self._source = source
        self._samples: deque[Sample] = deque()
        self._room = threading.Semaphore(HELD)
        self._failure: CameraError | None = None
        self._fallback: Fallback | None = None
        self._closed = False
        threading.Thread(target=self._run, name=f"relay {source.key}", daemon=True).start()

    @property
    def playing(self) -> bool:
        """True once the camera said what it sends."""
        return self._fallback is not None

    def streams(self) -> list[Stream]:
        """The tracks, with groups that `drain` fills."""
        assert self._fallback is not None
        found = []
        for track in self._fallback.tracks:
            group = Group()
            found.append(Stream(track, group, Depacketiser(track, group)))
        return found

    def drain(self, streams: list[Stream]) -> None:
        """Put what came into the groups. Raises the thread's CameraError once everything before it is taken."""
        while self._samples:
            place, time, key, data = self._samples.popleft()
            self._room.release()
            group = streams[place].group
            group.reserve(len(data))
            group.buffer[group.used : group.used + len(data)] = data
            group.used += len(data)
            group.close_sample(time, key)
        self.check()

    def check(self) -> None:
        """Raise what ended the thread."""
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """Stop reading; does not wait for the thread, which ends within its own time limits."""
        self._closed = True
        self._room.release()

    def _run(self) -> None:
        source = self._source
        try:
            address = parse(source.url, source.username, source.password)
            fallback = Fallback(address, timeout=CONNECT_SECONDS, allowed=source.allowed)
        except CameraError as error:
            self._failure = error
            return
        self._fallback = fallback
        try:
            for sample in fallback:
                self._room.acquire()
                if self._closed:
                    break
                self._samples.append(sample)
        except CameraError as error:
            self._failure = error
        finally:
            fallback.close()
