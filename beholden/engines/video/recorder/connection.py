"""One camera's way from an address to RTP: resolve, connect, TLS, RTSP. Non-blocking, driven by the worker's loop.

Name look-up is the one step the system offers only in blocking form, so it runs in a thread of its own.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import ssl
import threading

from beholden.engines.video.errors import CameraError
from beholden.engines.video.recorder.source import CameraSource
from beholden.engines.video.rtsp.address import Address, parse
from beholden.engines.video.rtsp.connect import check_allowed, look_up
from beholden.engines.video.rtsp.session import Session
from beholden.engines.video.rtsp.trust import check_peer, failure, tls_context

CONNECT_US = 5_000_000
ROOM = 2 << 20


class _NextAddress(Exception):
    """This address refused and the name has another."""


class Connection:
    """From `begin` to `playing`. `ready` when the loop should call `advance`; errors are CameraError."""

    def __init__(self, source: CameraSource, now_us: int) -> None:
        self.source = source
        self.address: Address = parse(source.url, source.username, source.password)
        self.sock: socket.socket | None = None
        self.session: Session | None = None
        self.holds = 0  # bytes the kernel keeps for us between two reads
        self._deadline_us = now_us + CONNECT_US
        self._found: list[tuple[int, str]] | CameraError | None = None
        self._stage = "resolving"
        threading.Thread(target=self._resolve, name=f"resolve {source.key}", daemon=True).start()

    @property
    def playing(self) -> bool:
        """True once media flows."""
        return self.session is not None and self.session.playing

    @property
    def wants_write(self) -> bool:
        """True while waiting for the socket to become writable."""
        return self._stage in ("connecting", "securing") or bool(self.session and self.session.outgoing)

    def advance(self, now_us: int) -> None:
        """Take the next step if it can be taken. Raises CameraError."""
        try:
            if self._stage == "resolving":
                self._connect(now_us)
            if self._stage == "connecting":
                self._connected(now_us)
        except _NextAddress:
            assert self.sock is not None
            self.sock.close()
            self._stage = "resolving"
        if self._stage == "securing":
            self._secure(now_us)
        if self._stage == "talking":
            assert self.session is not None
            self.session.tick(now_us / 1e6)
            self.send()

    def make_room(self) -> None:
        """Let the kernel hold what comes between two looks, key frames too.

        Linux grows a buffer to twice the mark below which it would wake nobody, and does not shrink it again. That is
        bounded by `net.ipv4.tcp_rmem` (6 MB when nobody changed it); SO_RCVBUF by `net.core.rmem_max` (0.2 MB).
        """
        assert self.sock is not None
        for mark in (ROOM, 1):
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, mark)
        self.holds = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) // 2  # half of it goes for headers

    def receive(self, area: memoryview) -> int:
        """Bytes into ``area``; 0 when there are none now. Raises CameraError when the camera hung up."""
        assert self.sock is not None
        try:
            count = self.sock.recv_into(area)
        except (BlockingIOError, ssl.SSLWantReadError, InterruptedError):
            return 0
        except OSError as error:
            raise CameraError("closed", os.strerror(error.errno) if error.errno else "TLS") from error
        if not count:
            raise CameraError("closed", self.address.shown)
        return count

    def send(self) -> None:
        """Send what the session has to say, as far as the socket takes it."""
        assert self.sock is not None and self.session is not None
        outgoing = self.session.outgoing
        while outgoing:
            try:
                del outgoing[: self.sock.send(outgoing)]
            except (BlockingIOError, ssl.SSLWantWriteError, InterruptedError):
                return
            except OSError as error:
                raise CameraError("closed", self.address.shown) from error

    def close(self) -> None:
        """Say goodbye if anybody listens, and let go of the socket."""
        if self.sock is None:
            return
        if self.session is not None:
            self.session.close()
            with contextlib.suppress(CameraError):  # it is gone already
                self.send()
        self.sock.close()
        self.sock = None

    def _resolve(self) -> None:
        try:
            self._found = look_up(self.address)
        except CameraError as error:
            self._found = error

    def _connect(self, now_us: int) -> None:
        if self._found is None:
            self._in_time(now_us)
            return
        if isinstance(self._found, CameraError):
            raise self._found
        family, place = self._found[0]
        check_allowed(place, self.source.allowed)
        self.sock = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._judge(self.sock.connect_ex((place, self.address.port)))
        self._stage = "connecting"

    def _connected(self, now_us: int) -> None:
        assert self.sock is not None
        self._judge(self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
        try:
            self.sock.getpeername()
        except OSError:
            self._in_time(now_us)
            return
        if self.address.scheme == "rtsps":
            context = tls_context(self.source.trust)
            self.sock = context.wrap_socket(self.sock, server_hostname=self.address.host, do_handshake_on_connect=False)
            self._stage = "securing"
        else:
            self._talk(now_us)

    def _secure(self, now_us: int) -> None:
        assert isinstance(self.sock, ssl.SSLSocket)
        try:
            self.sock.do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            self._in_time(now_us)
            return
        except OSError as error:
            raise failure(error, self.address.place) from error
        check_peer(self.sock, self.source.trust)
        self._talk(now_us)

    def _talk(self, now_us: int) -> None:
        self.session = Session(self.address, now=now_us / 1e6)
        self._stage = "talking"

    def _judge(self, code: int) -> None:
        if code in (0, errno.EINPROGRESS, errno.EALREADY, errno.EWOULDBLOCK):
            return
        # localhost is ::1 first, the camera may be on 127.0.0.1
        if isinstance(self._found, list) and len(self._found) > 1:
            self._found.pop(0)
            raise _NextAddress
        place = f"{self.address.host}:{self.address.port}"
        raise CameraError("refused" if code == errno.ECONNREFUSED else "unreachable", place)

    def _in_time(self, now_us: int) -> None:
        if now_us > self._deadline_us:
            raise CameraError("unreachable", f"{self.address.host}:{self.address.port}")
