"""One TCP connection to an emulated camera: bytes in and out, bounded, and never a wait for a slow peer."""

from __future__ import annotations

import socket
import ssl
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from .faults import Fault
from .requests import BadRequest, take
from .session import Session

if TYPE_CHECKING:
    from .server import Server

_OUTBOX_LIMIT: Final = 32 << 20  # bytes a slow peer may owe before it is dropped
_IDLE: Final = 60.0  # seconds a connection may stay without a session
_DEAF_FOR: Final = 600.0  # seconds a half-open connection is kept
_READ: Final = 64 << 10


class Connection:
    """Moves bytes between a socket and its Session. ``closed`` once; the server forgets it then."""

    def __init__(self, server: Server, sock: socket.socket, now: float) -> None:
        self.server = server
        self.sock = sock
        self.closed = False
        self.writing = False  # waits for the socket to take more
        self.session = Session(server, self)
        self.faults: Sequence[Fault] = ()
        self.heard_at = now
        self._inbox = bytearray()
        self._outbox: deque[bytes] = deque()
        self._owed = 0
        self._stuck_since: float | None = None
        self._drip_at = 0.0
        self._deaf = False
        self.flooding = False
        self.closing = False  # close when everything is sent

    def fileno(self) -> int:
        """For the selector."""
        return self.sock.fileno()

    def read(self, now: float) -> None:
        """Take what arrived and answer it."""
        try:
            data = self.sock.recv(_READ)
        except (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except OSError:
            self.close()
            return
        if not data:
            self.close()
            return
        self.heard_at = now
        self._inbox += data
        try:
            while not (self.closed or self.closing) and (message := take(self._inbox)) is not None:
                if not isinstance(message, int):
                    self.session.request(message, now)
        except BadRequest:
            self.close()

    def send(self, parts: Sequence[bytes | bytearray]) -> None:
        """Send ``parts`` now as far as the socket takes them; the rest is copied and waits."""
        sent = 0
        if not self._outbox and not self._paced():
            sent = self._push(parts)
        for part in parts:
            if sent >= len(part):
                sent -= len(part)
                continue
            self._outbox.append(bytes(memoryview(part)[sent:]))
            self._owed += len(part) - sent
            sent = 0
        self._settle()

    def write(self) -> None:
        """The socket takes more: send what waits."""
        while self._outbox and not self.closed:
            batch = [self._outbox[n] for n in range(min(len(self._outbox), 64))]
            sent = self._push(batch)
            if not sent:
                break
            self._owed -= sent
            while sent:
                head = self._outbox.popleft()
                if sent < len(head):
                    self._outbox.appendleft(head[sent:])
                    break
                sent -= len(head)
            self._stuck_since = None
        self._settle()

    def _push(self, parts: Sequence[bytes | bytearray]) -> int:
        try:
            if isinstance(self.sock, ssl.SSLSocket):
                return self.sock.send(b"".join(parts))
            return self.sock.sendmsg(parts)
        except (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return 0
        except OSError:
            self.close()
            return 0

    def _settle(self) -> None:
        if self.closing and not self._outbox:
            self.close()
        waiting = bool(self._outbox) and not self._paced()
        if not self.closed and waiting != self.writing:
            self.writing = waiting
            self.server.watch(self)

    def _paced(self) -> bool:
        return any(fault.pace for fault in self.faults)

    def tick(self, now: float) -> None:
        """Everything that happens by the clock."""
        if self._deaf:
            if now - self.heard_at > _DEAF_FOR:
                self.close()
            return
        if self.faults and self._misbehave(now):
            return
        if self._outbox:
            self._impatient(now)
        self.session.tick(now)
        if self.session.playback is None and now - self.heard_at > _IDLE:
            self.close()

    def _misbehave(self, now: float) -> bool:
        """Faults of the connection itself; True when nothing else may happen now."""
        playback = self.session.playback
        elapsed = playback.elapsed(now) if playback else -1.0
        if any(fault.closes(elapsed) for fault in self.faults):
            self.close()
            return True
        if any(fault.deaf(elapsed) for fault in self.faults):
            self._deaf = True
            self.server.ignore(self)
            return True
        pace = next((fault.pace for fault in self.faults if fault.pace), 0.0)
        if pace and self._outbox and now >= self._drip_at:
            self._drip_at = now + 1 / pace
            self._outbox[0] = self._drip(self._outbox[0])
            if not self._outbox[0]:
                self._outbox.popleft()
            self._settle()
        if self.flooding and not self._outbox:
            self.send([fault.flood() for fault in self.faults])
        return False

    def _drip(self, data: bytes) -> bytes:
        sent = self._push([data[:1]])
        self._owed -= sent
        return data[sent:]

    def _impatient(self, now: float) -> None:
        if self._stuck_since is None:
            self._stuck_since = now
        slow = now - self._stuck_since > self.server.stuck_after and not self._paced()
        if slow or self._owed > _OUTBOX_LIMIT:
            self.session.dropped()
            self.close()

    def close(self) -> None:
        """Leave; safe to call again."""
        if not self.closed:
            self.closed = True
            self.session.close()
            self.server.forget(self)
            self.sock.close()
