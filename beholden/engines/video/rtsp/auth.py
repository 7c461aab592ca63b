"""Signing in to a camera: Basic (RFC 7617) and Digest (RFC 2069, RFC 7616), the strongest that is offered."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from beholden.engines.video.errors import CameraError

_STRENGTH: Final = {"SHA-256-SESS": 5, "SHA-256": 4, "MD5-SESS": 3, "MD5": 2}
_PARAMETER: Final = re.compile(r'([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))')
_SCHEME: Final = re.compile(
    r"(?:^|,)\s*(Basic|Digest|[A-Za-z][A-Za-z0-9_-]*)(?=\s+[A-Za-z0-9_-]+\s*=|\s*$|\s*,)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Challenge:
    """One WWW-Authenticate challenge; parameter names in lower case."""

    scheme: str
    parameters: dict[str, str]

    @property
    def strength(self) -> int:
        """0 when it cannot be answered."""
        if self.scheme == "basic":
            return 1
        if self.scheme != "digest" or not self.parameters.get("nonce"):
            return 0
        qop = [item.strip() for item in self.parameters.get("qop", "auth").lower().split(",")]
        return _STRENGTH.get(self.parameters.get("algorithm", "MD5").upper(), 0) if "auth" in qop else 0

    @property
    def stale(self) -> bool:
        """The nonce was too old, not the password wrong."""
        return self.parameters.get("stale", "").lower() == "true"


def challenges(values: Iterable[str]) -> list[Challenge]:
    """Every challenge in WWW-Authenticate values, several in one value included."""
    found = []
    for value in values:
        marks = list(_SCHEME.finditer(value))
        for mark, following in zip(marks, [*marks[1:], None][: len(marks)], strict=True):
            text = value[mark.end() : following.start() if following else len(value)]
            parameters = {}
            for item in _PARAMETER.finditer(text):
                quoted = item[2]
                parameters[item[1].lower()] = item[3] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            found.append(Challenge(mark[1].lower(), parameters))
    return found


@dataclass(slots=True)
class SignIn:
    """Answers challenges for one connection. ``nonce_maker`` is injected by tests."""

    username: str
    password: str = field(repr=False)
    nonce_maker: Callable[[], str] = lambda: secrets.token_hex(8)
    _challenge: Challenge | None = None
    _count: int = 0
    _cnonce: str = ""

    def take(self, values: Iterable[str]) -> Challenge:
        """Choose the strongest challenge. Raises CameraError("auth_scheme") when none can be answered."""
        offered = challenges(values)
        best = max(offered, key=lambda challenge: challenge.strength, default=None)
        if best is None or best.strength == 0:
            names = ", ".join(f"{item.scheme} {item.parameters.get('algorithm', '')}".strip() for item in offered)
            raise CameraError("auth_scheme", names[:100] or "?")
        self._challenge, self._count, self._cnonce = best, 0, self.nonce_maker()
        return best

    def header(self, method: str, url: str) -> str | None:
        """The Authorization value for a request, None before the first challenge."""
        if self._challenge is None:
            return None
        if self._challenge.scheme == "basic":
            return "Basic " + base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        return self._digest(self._challenge.parameters, method, url)

    def _digest(self, given: dict[str, str], method: str, url: str) -> str:
        algorithm = given.get("algorithm", "MD5").upper()
        digest = hashlib.sha256 if algorithm.startswith("SHA-256") else hashlib.md5

        def h(text: str) -> str:
            return digest(text.encode()).hexdigest()

        self._count += 1
        realm, nonce = given.get("realm", ""), given["nonce"]
        count = f"{self._count:08x}"
        secret = h(f"{self.username}:{realm}:{self.password}")
        if algorithm.endswith("-SESS"):
            secret = h(f"{secret}:{nonce}:{self._cnonce}")
        parts = {"username": self.username, "realm": realm, "nonce": nonce, "uri": url}
        text = ", ".join(f'{name}="{_escape(value)}"' for name, value in parts.items())
        if "qop" in given:
            answer = h(f"{secret}:{nonce}:{count}:{self._cnonce}:auth:{h(f'{method}:{url}')}")
            text += f', qop=auth, nc={count}, cnonce="{self._cnonce}"'
        else:
            answer = h(f"{secret}:{nonce}:{h(f'{method}:{url}')}")
            text += f', cnonce="{self._cnonce}"' if algorithm.endswith("-SESS") else ""
        if "algorithm" in given:
            text += f", algorithm={given['algorithm']}"
        if "opaque" in given:
            text += f', opaque="{_escape(given["opaque"])}"'
        return f'Digest {text}, response="{answer}"'


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
