"""Signed logs without any library: c2sp.org/tlog-proof, signed-note, tlog-checkpoint, tlog-cosignature; Ed25519.

A part of the file that a stranger is handed (`handing`), so it imports the standard library only.
"""

from __future__ import annotations

import base64
import hashlib
import re

MARK = "c2sp.org/tlog-proof@v1"


class Broken(Exception):
    """A proof or signature that does not hold; the text says in which way."""


class Key:
    """A public key: who, kind (1 of a log, 4 of a witness), 32 bytes."""

    def __init__(self, vkey: str) -> None:
        name, told, rest = vkey.strip().split("+", 2)
        raw = base64.b64decode(rest, validate=True)
        self.name, self.kind, self.public = name, raw[0], raw[1:]
        self.id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
        if self.id.hex() != told or self.kind not in (1, 4) or len(self.public) != 32:
            raise ValueError("vkey")


class Proof:
    """One entry's proof as it stands in its file."""

    def __init__(self, index: int, hashes: list[bytes], text: str, lines: list[str], extra: bytes) -> None:
        self.index, self.hashes, self.text, self.lines, self.extra = index, hashes, text, lines, extra

    def check(self, keys: list[Key], witnesses: list[Key]) -> tuple[str, list[str]]:
        """(origin, names of witnesses) when the entry is under a root that a known key signed. Raises Broken."""
        origin, count, root = self._head()
        message = (self.text + "\n").encode()
        own = [key for key in keys if key.kind == 1 and key.name == origin]
        if not sum(self._signed(key, message) for key in own):  # each known key's line is checked, not only the first
            raise Broken("no known key of this log has signed its checkpoint")
        seen = []
        for key in witnesses:
            if key.kind == 4 and self._signed(key, message):
                seen.append(key.name)
        _inclusion(self.index, count, hashlib.sha256(b"\0" + self.extra).digest(), self.hashes, root)
        return origin, seen

    def _head(self) -> tuple[str, int, bytes]:
        parts = self.text.split("\n")
        if len(parts) < 3 or not re.fullmatch("[1-9][0-9]{0,18}", parts[1]):
            raise Broken("the checkpoint cannot be read")
        return parts[0], int(parts[1]), _b64(parts[2])

    def _signed(self, key: Key, message: bytes) -> bool:
        found = []
        for line in self.lines:
            name, _, rest = line[2:].partition(" ")
            raw = _b64(rest)
            if line[:2] == "— " and name == key.name and raw[:4] == key.id:
                found.append(raw[4:])
        if len(found) > 1:
            raise Broken(f"two signatures of {key.name}")
        if not found:
            return False
        signature = found[0]
        if key.kind == 4:
            at = int.from_bytes(signature[:8], "big")
            message, signature = f"cosignature/v1\ntime {at}\n".encode() + message, signature[8:]
        if not signed(key.public, message, signature):
            raise Broken(f"the signature of {key.name} does not hold")
        return True


def read_proof(data: bytes | None) -> Proof:
    """The proof in a file's bytes. Raises Broken."""
    if data is None:
        raise Broken("there is none")
    try:
        above, gap, note = data.decode("utf-8").partition("\n\n")
        lines = above.split("\n")
        text, gap2, below = note.rpartition("\n\n")
        if not gap or not gap2 or lines.pop(0) != MARK or not lines[0].startswith("extra "):
            raise ValueError("form")
        extra = _b64(lines.pop(0)[6:])
        first = lines.pop(0)
        if not re.fullmatch("index (0|[1-9][0-9]{0,18})", first) or len(lines) > 63 or not below.endswith("\n"):
            raise ValueError("index")
        return Proof(int(first[6:]), [_b64(line) for line in lines], text, below[:-1].split("\n"), extra)
    except (ValueError, IndexError) as error:
        raise Broken("the proof cannot be read") from error


def _inclusion(index: int, count: int, leaf: bytes, hashes: list[bytes], root: bytes) -> None:
    if not 0 <= index < count or any(len(one) != 32 for one in [*hashes, root]):
        raise Broken("the proof is of another shape")
    place, last, found, rest = index, count - 1, leaf, list(hashes)
    while last:
        if not rest:
            raise Broken("the proof is too short")
        if place & 1 or place == last:
            while not place & 1:
                place, last = place >> 1, last >> 1
            found = node(rest.pop(0), found)
        else:
            found = node(found, rest.pop(0))
        place, last = place >> 1, last >> 1
    if rest or found != root:
        raise Broken("the entry does not lead to the signed root")


def node(left: bytes, right: bytes) -> bytes:
    """The hash above two."""
    return hashlib.sha256(b"\1" + left + right).digest()


def _b64(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError as error:
        raise Broken("not base64") from error


# Ed25519, RFC 8032

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` (64 bytes) is that of ``public`` (32 bytes) over ``message``."""
    if len(signature) != 64 or len(public) != 32:
        return False
    key, point = _decoded(public), _decoded(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or point is None or scalar >= _L:
        return False
    turn = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _L
    left, right = _times(scalar, _BASE), _plus(point, _times(turn, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % _P or (left[1] * right[2] - right[1] * left[2]) % _P)


def _plus(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(count: int, point: tuple[int, ...]) -> tuple[int, ...]:
    found: tuple[int, ...] = (0, 1, 1, 0)
    while count:
        if count & 1:
            found = _plus(found, point)
        point, count = _plus(point, point), count >> 1
    return found


def _decoded(data: bytes) -> tuple[int, ...] | None:
    y = int.from_bytes(data, "little")
    odd, y = y >> 255, y & ((1 << 255) - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - square) % _P or (not x and odd):
        return None
    x = _P - x if x & 1 != odd else x
    return x, y, 1, x * y % _P


_BASE = _decoded((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little")) or ()
