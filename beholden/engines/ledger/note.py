"""Signed notes: text with signature lines, c2sp.org/signed-note, for Ed25519 keys (0x01) and cosigners (0x04).

Opening is strict: a line of a known key that fails, or that stands twice, spoils the note; unknown keys are ignored.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519: Final = 0x01
COSIGNER: Final = 0x04
KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
LARGEST_NOTE: Final = 128 * 1024
MOST_SIGNATURES: Final = 64
_ID_BYTES = 4
_DASH = "— "
_SECRET = "PRIVATE+KEY+"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteError(ValueError):
    """Not a note, or a key that cannot be read; the text says why."""


class NotSigned(NoteError):
    """The note is well formed, but a known key's line fails or stands twice, or no known key has signed."""


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The four bytes that stand before a signature: SHA-256(name ‖ \\n ‖ kind ‖ public key)[:4]."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:_ID_BYTES]


def check_name(name: str) -> str:
    """The key name itself. Raises NoteError when it is empty or holds a space, a plus or a control character."""
    if not name or "+" in name or any(one.isspace() for one in name) or _CONTROL.search(name):
        raise NoteError(f"{name!r} is no key name")
    return name


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name; ``kind`` ED25519 signs notes, COSIGNER signs checkpoints with a time."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The key id, four bytes."""
        return key_id(self.name, self.kind, self.public)

    @property
    def vkey(self) -> str:
        """How the key is told to others: name+id+base64(kind ‖ key)."""
        return f"{self.name}+{self.id.hex()}+{encode(bytes([self.kind]) + self.public)}"

    def holds(self, message: bytes, signature: bytes) -> bool:
        """Whether the 64 bytes are this key's Ed25519 signature of ``message``."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return len(signature) == SIGNATURE_BYTES


def verifier(vkey: str) -> Verifier:
    """The key behind a vkey. Raises NoteError, also for kinds of keys not known here."""
    parts = vkey.strip().split("+", 2)
    if len(parts) != 3:
        raise NoteError("a verifier key is name+id+key")
    name, claimed, rest = check_name(parts[0]), parts[1], decode(parts[2])
    if len(rest) != 1 + KEY_BYTES or rest[0] not in (ED25519, COSIGNER):
        raise NoteError(f"the key of {name} is neither an Ed25519 key nor an Ed25519 cosigner's")
    found = Verifier(name, rest[0], rest[1:])
    if found.id.hex() != claimed:
        raise NoteError(f"the id of {name} is not that of its key")
    return found


class Signer:
    """A private key with its name; prints and signs nothing else than notes and cosignatures."""

    def __init__(self, name: str, seed: bytes, kind: int = ED25519) -> None:
        if len(seed) != KEY_BYTES:
            raise NoteError(f"a private key has {KEY_BYTES} bytes")
        self._seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(check_name(name), kind, self._key.public_key().public_bytes_raw())

    @property
    def secret(self) -> str:
        """The private key as text, for its key file only."""
        public = self.verifier
        return f"{_SECRET}{public.name}+{public.id.hex()}+{encode(bytes([public.kind]) + self._seed)}"

    def raw(self, message: bytes) -> bytes:
        """64 bytes of Ed25519 over ``message``."""
        return self._key.sign(message)

    def line(self, text: bytes) -> str:
        """The signature line of a note's text."""
        return signature_line(self.verifier, self.raw(text))


def signer(secret: str) -> Signer:
    """The private key behind its text. Raises NoteError; the message never holds the key."""
    parts = secret.strip().removeprefix(_SECRET).split("+", 2)
    if not secret.startswith(_SECRET) or len(parts) != 3:
        raise NoteError("not a private key of notes")
    try:
        rest = decode(parts[2])
    except NoteError:
        raise NoteError("not a private key of notes") from None
    if len(rest) != 1 + KEY_BYTES or rest[0] not in (ED25519, COSIGNER):
        raise NoteError("not an Ed25519 key")
    found = Signer(parts[0], rest[1:], rest[0])
    if found.verifier.id.hex() != parts[1]:
        raise NoteError("the private key's id is not its own")
    return found


def signature_line(by: Verifier, signature: bytes) -> str:
    """— name base64(key id ‖ signature), with its newline."""
    return f"{_DASH}{by.name} {encode(by.id + signature)}\n"


@dataclass(frozen=True, slots=True)
class Line:
    """One signature line: who it names, and the bytes behind the key id."""

    name: str
    id: bytes
    signature: bytes

    def by(self, key: Verifier) -> bool:
        """Whether the line names this key."""
        return self.name == key.name and self.id == key.id


def split(note: bytes) -> tuple[bytes, list[Line]]:
    """(text with its last newline, signature lines), nothing verified. Raises NoteError."""
    if len(note) > LARGEST_NOTE:
        raise NoteError(f"a note has at most {LARGEST_NOTE} bytes")
    try:
        whole = note.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteError("a note is UTF-8") from error
    if _CONTROL.search(whole):
        raise NoteError("a note holds no control characters")
    text, gap, below = whole.rpartition("\n\n")
    if not gap or not text or not below.endswith("\n"):
        raise NoteError("a note is text, an empty line and signature lines")
    lines = below[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteError(f"a note has at most {MOST_SIGNATURES} signatures")
    return (text + "\n").encode(), [_line(line) for line in lines]


def _line(line: str) -> Line:
    name, _, signed = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH):
        raise NoteError("a signature line begins with an em dash")
    raw = decode(signed)
    if len(raw) <= _ID_BYTES:
        raise NoteError("a signature line holds a key id and a signature")
    return Line(check_name(name), raw[:_ID_BYTES], raw[_ID_BYTES:])


def line_of(key: Verifier, lines: Sequence[Line]) -> Line | None:
    """The one line of a known key, None when it has none. Raises NotSigned when it has two."""
    own = [line for line in lines if line.by(key)]
    if len(own) > 1:
        raise NotSigned(f"two signature lines of {key.name}")
    return own[0] if own else None


def sign(text: bytes, signers: Sequence[Signer]) -> bytes:
    """The note. Raises NoteError for text that cannot be one."""
    note = text + b"\n" + "".join(one.line(text) for one in signers).encode()
    if split(note)[0] != text:
        raise NoteError("the text of a note ends with one newline")
    return note


def open_note(note: bytes, keys: Sequence[Verifier]) -> tuple[bytes, list[Verifier]]:
    """(text, keys of kind ED25519 that signed it). Raises NoteError; NotSigned when none did or one failed."""
    text, lines = split(note)
    found = []
    for key in dict.fromkeys(keys):
        line = line_of(key, lines)
        if line is None or key.kind != ED25519:
            continue
        if not key.holds(text, line.signature):
            raise NotSigned(f"the signature of {key.name} does not hold")
        found.append(key)
    if not found:
        raise NotSigned("no known key has signed")
    return text, found


def encode(data: bytes) -> str:
    """Base64 of RFC 4648, Section 4."""
    return base64.b64encode(data).decode("ascii")


def decode(text: str) -> bytes:
    """Back from encode(); only the one spelling. Raises NoteError."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("not base64") from error
    if encode(data) != text:
        raise NoteError("not base64 in its one spelling")
    return data
