"""A camera's URL, taken apart. What leaves this module for a reader's eyes holds no password (security: promise 6)."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, unquote

from beholden.engines.video.errors import CameraError

PORTS: Final = {"rtsp": 554, "rtsps": 322}
_LONGEST: Final = 2048
_HOST: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_.])?\Z")


@dataclass(frozen=True, slots=True)
class Address:
    """``path`` starts with "/" and keeps its query; ``username``/``password`` are decoded, "" when absent."""

    scheme: str
    host: str
    port: int
    path: str
    username: str = ""
    password: str = field(default="", repr=False)

    @property
    def url(self) -> str:
        """The URL as a request line carries it: no credentials."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"

    @property
    def shown(self) -> str:
        """For logs and people: never a password."""
        return self.url

    @property
    def place(self) -> str:
        """host:port, for sentences about the network."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse(url: str, username: str = "", password: str = "") -> Address:
    """Take ``url`` apart; credentials given beside it win over those inside it.

    Raises CameraError("address") for anything but rtsp:// and rtsps:// with a host and a usable port.
    """
    scheme, _, rest = url.strip().partition("://")
    scheme = scheme.lower()
    if scheme not in PORTS or len(url) > _LONGEST or any(ord(char) < 33 or ord(char) == 127 for char in rest):
        raise CameraError("address", redact(url))
    cut = _end_of_authority(rest)
    credentials, at, authority = rest[:cut].rpartition("@")
    host, port = _host_and_port(authority, PORTS[scheme], url)
    if at and not username:
        name, _, secret = credentials.partition(":")
        username, password = unquote(name), unquote(secret)
    path = quote(rest[cut:].partition("#")[0], safe="/?&=%+,;:@!$'()*~[]-._")
    return Address(scheme, host, port, path if path.startswith("/") else "/" + path, username, password)


def redact(url: str) -> str:
    """``url`` for people: cut to 200 characters, unprintables and everything that may be a credential left out."""
    scheme, separator, rest = url.strip().partition("://")
    rest = rest if separator else scheme
    text = (scheme + separator if separator else "") + rest.rpartition("@")[2]
    return "".join(char if char.isprintable() else "?" for char in text[:200])


def _end_of_authority(rest: str) -> int:
    """Where the path starts. A password may hold an unescaped @, so what counts is the first / or ?."""
    found = [index for index in (rest.find("/"), rest.find("?")) if index >= 0]
    return min(found, default=len(rest))


def _host_and_port(authority: str, default: int, url: str) -> tuple[str, int]:
    if authority.startswith("["):
        host, bracket, tail = authority[1:].partition("]")
        try:
            host = str(ipaddress.IPv6Address(host if bracket else ""))
        except ValueError:
            raise CameraError("address", redact(url)) from None
        colon, port = tail[:1], tail[1:]
    else:
        host, colon, port = authority.partition(":")
        if not _HOST.match(host):
            raise CameraError("address", redact(url))
    if colon not in ("", ":") or (colon and not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536)):
        raise CameraError("address", redact(url))
    return host, int(port) if colon else default
