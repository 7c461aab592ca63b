"""RTSP messages: a parser that buffers one message, bounded (header 64 KiB, body 1 MiB)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from beholden.engines.video.errors import CameraError

HEADER_LIMIT: Final = 64 << 10
BODY_LIMIT: Final = 1 << 20
METHODS: Final = (
    b"OPTIONS ", b"ANNOUNCE ", b"DESCRIBE ", b"SETUP ", b"PLAY ", b"PAUSE ", b"RECORD ", b"TEARDOWN ",
    b"GET_PARAMETER ", b"SET_PARAMETER ", b"REDIRECT ", b"PLAY_NOTIFY ",
)  # fmt: skip
_STARTS: Final = (b"RTSP/", *METHODS)
_STATUS: Final = re.compile(r"RTSP/\d\.\d +(\d{3})(?: +(.*))?\Z")
_REQUEST: Final = re.compile(r"([A-Z_]+) +(\S+) +RTSP/\d\.\d *\Z")
_END: Final = re.compile(rb"\r?\n\r?\n")


@dataclass(slots=True)
class Message:
    """A response (``status`` > 0) or a request (``method`` set). Header names are lower case, with all their values."""

    status: int = 0
    reason: str = ""
    method: str = ""
    uri: str = ""
    headers: dict[str, list[str]] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str, default: str = "") -> str:
        """The first value of a header."""
        return self.headers.get(name, [default])[0]


def plausible(head: bytes) -> bool:
    """True when ``head`` begins a message, or is too short to say no."""
    return any(head.startswith(start) or start.startswith(head) for start in _STARTS)


class Reader:
    """Puts one message after another together from pieces of any size."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._message: Message | None = None
        self._body = 0

    @property
    def pending(self) -> bool:
        """True inside a message: the next bytes belong to it whatever they are."""
        return bool(self._buffer) or self._message is not None

    def reset(self) -> int:
        """Forget a message that turned out not to be one; how many bytes were dropped."""
        dropped = len(self._buffer)
        self._buffer.clear()
        self._message = None
        return dropped

    def feed(self, view: memoryview) -> tuple[int, Message | None]:
        """Take bytes up to the end of the message; (bytes taken, the message when it is whole).

        Raises CameraError "too_large" before it buffers what is too large, "malformed" for what is no message.
        """
        taken = 0
        if self._message is None:
            taken = self._take_header(view)
            if self._message is None:
                return taken, None
        wanted = self._body - len(self._buffer)
        self._buffer += view[taken : taken + wanted]
        taken += min(wanted, len(view) - taken)
        if len(self._buffer) < self._body:
            return taken, None
        message, self._message = self._message, None
        message.body = bytes(self._buffer)
        self._buffer.clear()
        return taken, message

    def _take_header(self, view: memoryview) -> int:
        before = len(self._buffer)
        self._buffer += view[: HEADER_LIMIT + 4 - before]
        end = _END.search(self._buffer, max(0, before - 3))
        if end is None:
            if not plausible(bytes(self._buffer[:16])):
                raise CameraError("malformed", printable(bytes(self._buffer[:40])))
            if len(self._buffer) > HEADER_LIMIT:
                raise CameraError("too_large", f"> {HEADER_LIMIT} B")
            return len(self._buffer) - before
        self._message = parse_header(bytes(self._buffer[: end.start()]))
        self._body = body_length(self._message)
        self._buffer.clear()
        return end.end() - before


def parse_header(data: bytes) -> Message:
    """Start line and header lines, without the empty line. Raises CameraError("malformed")."""
    lines = re.split(r"\r?\n", data.decode("utf-8", "replace"))
    if status := _STATUS.match(lines[0].rstrip()):
        message = Message(status=int(status[1]), reason=status[2] or "")
    elif request := _REQUEST.match(lines[0]):
        message = Message(method=request[1], uri=request[2])
    else:
        raise CameraError("malformed", printable(data[:40]))
    values: list[str] = []
    for line in lines[1:]:
        if line[:1] in (" ", "\t") and values:
            values[-1] += " " + line.strip()
            continue
        name, colon, value = line.partition(":")
        if colon:
            values = message.headers.setdefault(name.strip().lower(), [])
            values.append(value.strip())
    return message


def body_length(message: Message) -> int:
    """Content-Length, 0 without one. Raises CameraError "too_large" or "malformed"."""
    text = message.header("content-length", "0")
    if not (text.isascii() and text.isdigit()):
        raise CameraError("malformed", f"Content-Length: {text[:40]}")
    if len(text) > 12 or int(text) > BODY_LIMIT:
        raise CameraError("too_large", f"{text[:20]} B")
    return int(text)


def printable(data: bytes) -> str:
    """Foreign bytes for a sentence."""
    return "".join(char if char.isprintable() else "?" for char in data.decode("ascii", "replace"))


def request(method: str, url: str, headers: dict[str, str]) -> bytes:
    """A request without a body, ready to send."""
    lines = [f"{method} {url} RTSP/1.0", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode()


def response(status: int, reason: str, cseq: str) -> bytes:
    """An answer to a request of the server."""
    return f"RTSP/1.0 {status} {reason}\r\nCSeq: {cseq}\r\n\r\n".encode()
