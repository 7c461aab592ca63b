"""A Session with a socket of its own, for whoever may wait: the probe and the fallback."""

from __future__ import annotations

import contextlib
import ssl
import time
from collections.abc import Callable, Sequence
from typing import Final

from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtsp.address import Address
from beholden.engines.video.rtsp.connect import connect
from beholden.engines.video.rtsp.session import Session

_WAIT: Final = 0.25  # seconds a receive may block, so that deadlines are kept
_BUFFER: Final = 1 << 18

# (channel, buffer, start, end) of one interleaved packet
Packet = Callable[[int, bytearray, int, int], None]


class Client:
    """Blocking, one camera. Every failure is a CameraError; memory is one buffer of 256 KiB."""

    def __init__(
        self,
        address: Address,
        *,
        timeout: float,
        allowed: Sequence[str] | None = None,
        only_describe: bool = False,
        trust: str = "",
    ) -> None:
        """Connect and greet. ``timeout`` seconds for connecting and everything until media plays."""
        self._deadline = time.monotonic() + timeout
        self._address = address
        self._socket = connect(address, timeout=timeout, allowed=allowed, trust=trust)
        self._socket.settimeout(_WAIT)
        self._buffer = bytearray(_BUFFER)
        self._view = memoryview(self._buffer)
        self._used = 0
        self.session = Session(address, now=time.monotonic(), only_describe=only_describe)

    def prepare(self) -> None:
        """Go on until media plays (or the description is there, when only that was asked for)."""
        session = self.session
        while not (session.playing or (session.described and session.tracks and not session.channels)):
            if time.monotonic() >= self._deadline:
                raise CameraError("unreachable", self._address.place)
            self.step(None)

    def step(self, packet: Packet | None) -> None:
        """Send what is due, receive once (at most a quarter of a second), hand packets out."""
        session = self.session
        now = time.monotonic()
        session.tick(now)
        self._send()
        if packet is not None and self._used:
            self._shift(self._take(self._used, now, packet), self._used)  # what came along with the answer to PLAY
        try:
            count = self._socket.recv_into(self._view[self._used :])
        except (TimeoutError, ssl.SSLWantReadError):
            return
        except OSError as error:
            raise CameraError("closed", self._address.shown) from error
        if not count:
            raise CameraError("closed", self._address.shown)
        end = self._used + count
        self._shift(self._take(end, now, packet), end)
        self._send()

    def close(self) -> None:
        """TEARDOWN if there is a session, then let go."""
        self.session.close()
        with contextlib.suppress(CameraError):  # it may be gone already
            self._send()
        self._socket.close()

    def _shift(self, done: int, end: int) -> None:
        self._buffer[: end - done] = self._buffer[done:end]
        self._used = end - done

    def _take(self, end: int, now: float, packet: Packet | None) -> int:
        session, buffer = self.session, self._buffer
        position = 0
        while position < end:
            if session.pending or buffer[position] != 0x24:
                position += session.receive(self._view[position:end], now)
                continue
            if packet is None and session.playing:
                break  # the first packets, a camera's clock among them, are for whoever asks next
            stop = position + 4 + int.from_bytes(buffer[position + 2 : position + 4], "big")
            if position + 4 > end or stop > end:
                break
            if packet is not None:
                packet(buffer[position + 1], buffer, position + 4, stop)
            position = stop
        return position

    def _send(self) -> None:
        outgoing = self.session.outgoing
        try:
            while outgoing:
                del outgoing[: self._socket.send(outgoing)]
        except OSError as error:
            raise CameraError("closed", self._address.shown) from error
