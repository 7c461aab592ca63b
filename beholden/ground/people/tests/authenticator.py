"""An authenticator in software, by WebAuthn Level 2, §6, and with nothing of the server's library."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def b64(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


@dataclass
class Authenticator:
    """One key of one person. ``verifies``: it checks its owner (PIN, fingerprint)."""

    origin: str = "http://localhost:8000"
    verifies: bool = True
    counts: bool = True
    identifier: bytes = b"one-credential-0123456789"
    uses: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, wish: dict[str, Any]) -> str:
        """The answer to a wish of `navigator.credentials.create`."""
        client = self._client("webauthn.create", wish["challenge"])
        named = struct.pack(">16sH", bytes(16), len(self.identifier)) + self.identifier + self._public()
        data = self._data(wish["rp"]["id"], WITH_KEY) + named
        told = {"fmt": "none", "attStmt": {}, "authData": data}
        response = {"clientDataJSON": b64(client), "attestationObject": b64(cbor2.dumps(told))}
        return self._answer({**response, "transports": ["internal", "nonsense"]})

    def use(self, wish: dict[str, Any], host: str = "") -> str:
        """The answer to a wish of `navigator.credentials.get`."""
        self.uses += self.counts
        client = self._client("webauthn.get", wish["challenge"])
        data = self._data(host or wish["rpId"], 0)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._answer({name: b64(value) for name, value in response.items()})

    def _answer(self, response: dict[str, Any]) -> str:
        identifier = b64(self.identifier)
        return json.dumps({"id": identifier, "rawId": identifier, "type": "public-key", "response": response})

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, host: str, more: int) -> bytes:
        flags = PRESENT | more | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(host.encode()).digest() + struct.pack(">BI", flags, self.uses)

    def _public(self) -> bytes:
        point = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
