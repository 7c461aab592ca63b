"""How a camera asks who is there: Basic, Digest with MD5 or SHA-256 (RFC 7617, 7616, 2069)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from typing import Final, Literal

Scheme = Literal["digest", "digest-sha256", "basic", "none"]
REALM: Final = "IP Camera"
_PAIR: Final = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))')


class Gate:
    """One camera server's sign-in. ``scheme`` none lets everybody in."""

    def __init__(self, scheme: Scheme, user: str, password: str) -> None:
        self.scheme = scheme
        self.user = user
        self.password = password
        self._key = secrets.token_bytes(16)

    def challenge(self, now: float, *, stale: bool = False) -> str:
        """The WWW-Authenticate value. ``now`` monotonic seconds."""
        if self.scheme == "basic":
            return f'Basic realm="{REALM}"'
        algorithm = "SHA-256" if self.scheme == "digest-sha256" else "MD5"
        extra = ", stale=true" if stale else ""
        return f'Digest realm="{REALM}", nonce="{self._nonce(now)}", algorithm={algorithm}, qop="auth"{extra}'

    def check(self, method: str, header: str, now: float, life: float | None) -> Literal["in", "out", "stale"]:
        """Whether an Authorization ``header`` opens the gate; nonces older than ``life`` seconds are stale."""
        if self.scheme == "none":
            return "in"
        kind, _, rest = header.partition(" ")
        if self.scheme == "basic":
            return "in" if kind.lower() == "basic" and self._basic(rest) else "out"
        if kind.lower() != "digest":
            return "out"
        given = {name.lower(): quoted or bare for name, quoted, bare in _PAIR.findall(rest)}
        issued = self._issued(given.get("nonce", ""))
        if issued is None or not self._digest(method, given):
            return "out"
        return "stale" if life is not None and now - issued > life else "in"

    def _basic(self, rest: str) -> bool:
        try:
            plain = base64.b64decode(rest.strip(), validate=True)
        except binascii.Error:
            return False
        return hmac.compare_digest(plain, f"{self.user}:{self.password}".encode())

    def _digest(self, method: str, given: dict[str, str]) -> bool:
        digest = hashlib.sha256 if self.scheme == "digest-sha256" else hashlib.md5

        def h(text: str) -> str:
            return digest(text.encode("utf-8")).hexdigest()

        if given.get("username") != self.user or given.get("realm") != REALM:
            return False
        secret = h(f"{self.user}:{REALM}:{self.password}")
        about = h(f"{method}:{given.get('uri', '')}")
        if "qop" in given:
            counted = f"{given.get('nc', '')}:{given.get('cnonce', '')}:{given['qop']}"
            expected = h(f"{secret}:{given['nonce']}:{counted}:{about}")
        else:
            expected = h(f"{secret}:{given['nonce']}:{about}")
        return hmac.compare_digest(expected, given.get("response", "").lower())

    def _nonce(self, now: float) -> str:
        issued = f"{int(now * 1000):012x}"
        return issued + hmac.new(self._key, issued.encode(), "sha256").hexdigest()[:20]

    def _issued(self, nonce: str) -> float | None:
        """When this gate issued ``nonce``; None when it never did."""
        issued, seal = nonce[:12], nonce[12:]
        true = hmac.new(self._key, issued.encode(), "sha256").hexdigest()[:20]
        return int(issued, 16) / 1000 if hmac.compare_digest(seal.encode(), true.encode()) else None
