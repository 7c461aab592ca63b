"""RTSP requests in, answers out (RFC 2326), bounded; written apart from the product's client on purpose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

LIMIT: Final = 64 << 10  # bytes of one request, head and body
_REASONS: Final = {
    200: "OK",
    302: "Moved Temporarily",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    454: "Session Not Found",
    455: "Method Not Valid In This State",
    461: "Unsupported Transport",
    501: "Not Implemented",
}
_FIRST_LINE: Final = re.compile(r"([A-Z_]{1,32}) (\S{1,4096}) RTSP/1\.\d$")


class BadRequest(ValueError):
    """What arrived is no RTSP request."""


@dataclass(slots=True)
class Request:
    """One request; header names in lower case."""

    method: str
    url: str
    headers: dict[str, str]

    @property
    def cseq(self) -> str:
        """The number the answer must repeat."""
        return self.headers.get("cseq", "0")


def take(inbox: bytearray) -> Request | int | None:
    """Take the first whole message off ``inbox``: a request, the channel of one interleaved packet, or None when more
    bytes are needed. Raises BadRequest."""
    if inbox[:1] == b"$":
        if len(inbox) < 4 or len(inbox) < (end := 4 + int.from_bytes(inbox[2:4])):
            return None
        channel = inbox[1]
        del inbox[:end]
        return channel
    if inbox and not (inbox[:1].isalpha() or inbox[:1] in b"\r\n"):
        raise BadRequest("the first byte is no letter")
    head = inbox.find(b"\r\n\r\n")
    if head < 0:
        if len(inbox) > LIMIT:
            raise BadRequest("the head is too long")
        return None
    lines = bytes(inbox[:head]).decode("utf-8", "replace").lstrip("\r\n").split("\r\n")
    first = _FIRST_LINE.match(lines[0])
    if first is None:
        raise BadRequest(lines[0][:80])
    try:
        urlsplit(first[2])
    except ValueError:
        raise BadRequest(f"no address: {first[2][:80]}") from None
    pairs = (line.partition(":") for line in lines[1:])
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > LIMIT:
        raise BadRequest("the length makes no sense")
    if len(inbox) < head + 4 + int(length):
        return None
    del inbox[: head + 4 + int(length)]
    return Request(first[1], first[2], headers)


def answer(request: Request, status: int, headers: list[tuple[str, str]] | None = None, body: str = "") -> bytes:
    """The bytes of an answer to ``request``."""
    lines = [f"RTSP/1.0 {status} {_REASONS[status]}", f"CSeq: {request.cseq}", "Server: Beholden camera"]
    lines += [f"{name}: {value}" for name, value in headers or []]
    raw = body.encode("utf-8")
    if raw:
        lines.append(f"Content-Length: {len(raw)}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8") + raw
