"""A small blocking RTSP viewer that knows nothing of the emulator's code: what tests look through."""

from __future__ import annotations

import hashlib
import re
import socket
import ssl
import struct
import time
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import urlsplit


@dataclass
class Answer:
    """One RTSP answer; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Packet:
    """One interleaved packet: RTP fields, or RTCP when ``control``."""

    channel: int
    raw: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def sequence(self) -> int:
        return int.from_bytes(self.raw[2:4])

    @property
    def timestamp(self) -> int:
        return int.from_bytes(self.raw[4:8])

    @property
    def ssrc(self) -> int:
        return int.from_bytes(self.raw[8:12])

    @property
    def marker(self) -> bool:
        return bool(self.raw[1] & 0x80)

    @property
    def payload(self) -> bytes:
        return self.raw[12:]


class Viewer:
    """One TCP connection to one camera address."""

    def __init__(self, url: str, user: str = "", password: str = "", timeout: float = 10.0) -> None:
        parts = urlsplit(url)
        self.url = url
        self.user, self.password = user, password
        self.sock: socket.socket = socket.create_connection((parts.hostname or "", parts.port or 554), timeout)
        if parts.scheme == "rtsps":
            trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
            self.sock = trust.wrap_socket(self.sock)
        self.inbox = bytearray()
        self.cseq = 0
        self.session = ""
        self.challenge: dict[str, str] = {}
        self.queue: list[Packet] = []

    def __enter__(self) -> Viewer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.sock.close()

    def ask(self, method: str, url: str = "", **headers: str) -> Answer:
        """Send one request and wait for its answer; packets that come between are queued."""
        answer = self._ask_once(method, url or self.url, headers)
        if answer.status == 401 and self.password:
            self._learn(answer.headers["www-authenticate"])
            answer = self._ask_once(method, url or self.url, headers)
        if "session" in answer.headers:
            self.session = answer.headers["session"].partition(";")[0]
        return answer

    def _ask_once(self, method: str, url: str, headers: dict[str, str]) -> Answer:
        self.cseq += 1
        lines = [f"{method} {url} RTSP/1.0", f"CSeq: {self.cseq}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if self.session:
            lines.append(f"Session: {self.session}")
        if self.challenge:
            lines.append(f"Authorization: {self._authorise(method, url)}")
        self.sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        while True:
            got = self._next()
            if isinstance(got, Answer):
                return got
            self.queue.append(got)

    def _learn(self, header: str) -> None:
        kind, _, rest = header.partition(" ")
        self.challenge = dict(re.findall(r'(\w+)="?([^",]*)"?', rest)) | {"kind": kind}

    def _authorise(self, method: str, url: str) -> str:
        if self.challenge["kind"] == "Basic":
            import base64

            return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        digest = hashlib.sha256 if self.challenge.get("algorithm") == "SHA-256" else hashlib.md5

        def h(text: str) -> str:
            return digest(text.encode()).hexdigest()

        realm, nonce = self.challenge["realm"], self.challenge["nonce"]
        ha1, ha2 = h(f"{self.user}:{realm}:{self.password}"), h(f"{method}:{url}")
        response = h(f"{ha1}:{nonce}:00000001:abcdef:auth:{ha2}")
        return (
            f'Digest username="{self.user}", realm="{realm}", nonce="{nonce}", uri="{url}", qop=auth, nc=00000001, '
            f'cnonce="abcdef", response="{response}"'
        )

    def play(self, tracks: int = 1) -> str:
        """DESCRIBE, SETUP of the first ``tracks`` tracks interleaved, PLAY; returns the description."""
        described = self.ask("DESCRIBE")
        assert described.status == 200, described.status
        for number in range(tracks):
            transport = f"RTP/AVP/TCP;unicast;interleaved={2 * number}-{2 * number + 1}"
            assert self.ask("SETUP", f"{self.url}/trackID={number}", Transport=transport).status == 200
        assert self.ask("PLAY", Range="npt=0-").status == 200
        return described.body.decode()

    def packets(self, seconds: float) -> list[Packet]:
        """Every interleaved packet of the next ``seconds``, queued ones first; fewer when the camera leaves."""
        got, self.queue = self.queue, []
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.sock.settimeout(left)
            try:
                one = self._next()
            except (TimeoutError, EOFError):
                break
            if isinstance(one, Packet):
                got.append(one)
        self.sock.settimeout(10)
        return got

    def _next(self) -> Answer | Packet:
        self._need(4)
        if self.inbox[0] == 0x24:
            size = int.from_bytes(self.inbox[2:4])
            self._need(4 + size)
            packet = Packet(self.inbox[1], bytes(self.inbox[4 : 4 + size]))
            del self.inbox[: 4 + size]
            return packet
        while (end := self.inbox.find(b"\r\n\r\n")) < 0:
            self._more()
        first, *rest = self.inbox[:end].decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
        size = int(headers.get("content-length", "0"))
        self._need(end + 4 + size)
        body = bytes(self.inbox[end + 4 : end + 4 + size])
        del self.inbox[: end + 4 + size]
        return Answer(int(first.split()[1]), headers, body)

    def _need(self, count: int) -> None:
        while len(self.inbox) < count:
            self._more()

    def _more(self) -> None:
        data = self.sock.recv(1 << 16)
        if not data:
            raise EOFError("the camera closed")
        self.inbox += data


def access_units(packets: list[Packet], codec: str) -> list[tuple[int, list[bytes]]]:
    """(RTP timestamp, NAL units) of video packets in order, by the RFCs: single, aggregated, fragmented."""
    units: list[tuple[int, list[bytes]]] = []
    partial = bytearray()
    head = 1 if codec == "h264" else 2
    for packet in packets:
        if not units or units[-1][0] != packet.timestamp:
            units.append((packet.timestamp, []))
        body, found = packet.payload, units[-1][1]
        kind = body[0] & 0x1F if codec == "h264" else body[0] >> 1 & 0x3F
        if kind == (24 if codec == "h264" else 48):
            at = head
            while at < len(body):
                size = int.from_bytes(body[at : at + 2])
                found.append(body[at + 2 : at + 2 + size])
                at += 2 + size
        elif kind == (28 if codec == "h264" else 49):
            flags = body[head]
            if flags & 0x80:
                h264, h265 = (body[0] & 0xE0 | flags & 0x1F,), (body[0] & 0x81 | flags << 1 & 0x7E, body[1])
                partial = bytearray(h264 if codec == "h264" else h265)
            partial += body[head + 1 :]
            if flags & 0x40:
                found.append(bytes(partial))
        else:
            found.append(body)
    return units


def report(raw: bytes) -> tuple[float, int]:
    """(seconds since the Unix epoch, RTP timestamp) of a sender report."""
    assert raw[1] == 200
    seconds, fraction, ticks = struct.unpack(">III", raw[8:20])
    return seconds - 2_208_988_800 + fraction / 2**32, ticks
