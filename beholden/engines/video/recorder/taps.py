"""Viewers of one camera inside the worker: bounded queues over non-blocking sockets (see live.py)."""

from __future__ import annotations

import json
import socket
from collections import deque

from beholden.engines.video.recorder.live import DELTA, END, HEAD, INFO, INIT, KEY

BACKLOG = 4 << 20  # bytes a viewer may be behind before fragments are left out


class Tap:
    """One viewer. ``fresh`` until it got its first key fragment."""

    __slots__ = ("_pending", "_queue", "_queued", "closed", "fresh", "skipped", "sock")

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.fresh = True
        self.closed = False
        self.skipped = 0
        self._queue: deque[bytes] = deque()
        self._queued = 0
        self._pending = b""

    def begin(self, codec_string: str, init: bytes) -> None:
        """Init, at the start and whenever the parameters change."""
        self.fresh = True
        self._put(INFO, json.dumps({"codec_string": codec_string}).encode())
        self._put(INIT, init)

    def media(self, fragments: bytes, key: bool) -> None:
        """Whole fragments; what a slow viewer cannot take is left out up to the next key frame."""
        if self._queued > BACKLOG:
            self.fresh = True
        if self.fresh and not key:
            self.skipped += 1
            return
        self.fresh = False
        self._put(KEY if key else DELTA, fragments)

    def end(self) -> None:
        """The run ended: say so, then close once all is sent."""
        self._put(END, b"")
        self.flush()
        self.close()

    def flush(self) -> None:
        """Send what the socket takes."""
        while not self.closed and (self._pending or self._queue):
            if not self._pending:
                self._pending = self._queue.popleft()
            try:
                sent = self.sock.send(self._pending)
            except BlockingIOError:
                return
            except OSError:
                self.close()
                return
            self._queued -= sent
            self._pending = self._pending[sent:]

    def close(self) -> None:
        """The viewer is gone."""
        self.closed = True
        self.sock.close()

    def _put(self, kind: int, payload: bytes) -> None:
        message = HEAD.pack(len(payload), kind) + payload
        self._queue.append(message)
        self._queued += len(message)
