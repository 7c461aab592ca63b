"""The loop behind all emulated cameras: one thread, one selector, what is due sent every five milliseconds."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Final

from .clips import Clip, Medium
from .connection import Connection
from .faults import parse
from .playback import Count
from .signin import Gate

_TICK: Final = 0.005  # seconds; frames leave at most this late
_IDLE_TICK: Final = 0.25
_CONNECTIONS: Final = 4096


@dataclass(slots=True)
class Camera:
    """One path of the server. ``phase`` seconds it is ahead of the clip's start, so that key frames don't align."""

    number: int
    clip: Clip
    fault: str = ""
    phase: float = 0.0
    started: float = 0.0  # monotonic
    count: Count = field(default_factory=Count)

    def position(self, now: float) -> float:
        """Seconds of endless playing at ``now``."""
        return now - self.started + self.phase


class Server:
    """Serves ``cameras`` at /1, /2 … until stopped. ``live``: viewers wait for the running picture's next key frame."""

    def __init__(
        self,
        cameras: Sequence[Camera],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        gate: Gate | None = None,
        tls: ssl.SSLContext | None = None,
        live: bool = False,
        session_timeout: float = 60.0,
        stuck_after: float = 10.0,
    ) -> None:
        self.cameras = list(cameras)
        self.gate = gate or Gate("none", "", "")
        self.live = live
        self.session_timeout = session_timeout
        self.stuck_after = stuck_after
        self.stopping = False
        self._tls = tls
        self._connections: set[Connection] = set()
        self._orders: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._listener = socket.create_server((host, port), backlog=256)
        self._listener.setblocking(False)
        self._woken, self._waker = socket.socketpair()
        self._woken.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._woken, selectors.EVENT_READ)
        self.address: tuple[str, int] = self._listener.getsockname()[:2]

    def url(self, camera: int) -> str:
        """The address of camera number ``camera`` (from 1), without a password."""
        host, port = self.address
        shown = f"[{host}]" if ":" in host else host
        return f"{'rtsps' if self._tls else 'rtsp'}://{shown}:{port}/{camera}"

    def order(self, action: Callable[[], None]) -> None:
        """Run ``action`` in the loop's thread, soon. May be called from any thread."""
        self._orders.put(action)
        self._waker.send(b"!")

    def stop(self) -> None:
        """End ``run`` soon. May be called from any thread and from a signal handler."""
        self.stopping = True
        with contextlib.suppress(OSError):  # the loop may have seen the flag first and closed everything
            self._waker.send(b"!")

    def run(self) -> None:
        """Serve until ``stop``; then close everything."""
        now = time.monotonic()
        for camera in self.cameras:
            camera.started = now
        try:
            while not self.stopping:
                self.turn()
        finally:
            for connection in list(self._connections):
                connection.close()
            for one in (self._listener, self._woken, self._waker):
                one.close()
            self._selector.close()

    def turn(self) -> None:
        """One round: what arrived, then what is due."""
        busy = any(one.session.playback or one.faults for one in self._connections)
        for key, events in self._selector.select(_TICK if busy else _IDLE_TICK):
            now = time.monotonic()
            if isinstance(key.data, Connection):
                if events & selectors.EVENT_READ and not key.data.closed:
                    key.data.read(now)
                if events & selectors.EVENT_WRITE and not key.data.closed:
                    key.data.write()
            elif key.fileobj is self._listener:
                self._accept(now)
            else:
                self._obey()
        now = time.monotonic()
        for connection in list(self._connections):
            connection.tick(now)

    def _obey(self) -> None:
        self._woken.recv(4096)
        while True:
            try:
                action = self._orders.get_nowait()
            except Empty:
                return
            action()

    def _accept(self, now: float) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            if len(self._connections) >= _CONNECTIONS:
                sock.close()
                continue
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls is not None:
                sock = self._tls.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
            connection = Connection(self, sock, now)
            self._connections.add(connection)
            self._selector.register(sock, selectors.EVENT_READ, connection)

    def watch(self, connection: Connection) -> None:
        """Wait for writing as well, or no longer."""
        if connection.sock in self._selector.get_map():
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if connection.writing else 0)
            self._selector.modify(connection.sock, events, connection)

    def ignore(self, connection: Connection) -> None:
        """Neither read nor write any more; the connection stays open."""
        if connection.sock in self._selector.get_map():
            self._selector.unregister(connection.sock)

    def forget(self, connection: Connection) -> None:
        """The connection is closing."""
        self.ignore(connection)
        self._connections.discard(connection)

    def camera_at(self, path: str) -> Camera | None:
        """The camera of a path ``/3`` or ``/3/trackID=1``."""
        word = path.lstrip("/").partition("/")[0]
        if not word.isascii() or not word.isdecimal() or len(word) > 6 or not 1 <= int(word) <= len(self.cameras):
            return None
        return self.cameras[int(word) - 1]

    def other_size(self, camera: Camera) -> Medium | None:
        """A picture of the same codec and another size from another camera, for a parameter change."""
        mine = camera.clip.video
        sizes = ((one.clip.video, (one.clip.video.width, one.clip.video.height)) for one in self.cameras)
        return next((v for v, size in sizes if v.codec == mine.codec and size != (mine.width, mine.height)), None)

    def set_fault(self, number: int, specification: str) -> None:
        """Change what camera ``number`` does wrong, for present and later viewers. In the loop's thread only."""
        parse(specification)
        camera = self.cameras[number - 1]
        camera.fault = specification
        for connection in list(self._connections):
            if connection.session.camera is camera:
                connection.session.refit()
