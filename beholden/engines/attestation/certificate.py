"""The attained-retention certificate: how long each camera's footage is held, signed by the site (R17, M10(7)).

A file of JSON: the signed note with the totals and the hash of the list of cameras, that list, and proofs out of the
site's log. What it proves is who said it and when, and that the list is the one that was signed; that the footage is
there shows only a look at it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from beholden.engines.attestation.fields import BadStatement, Part, day, spelled, unspelled, written
from beholden.engines.attestation.signing import named, open_line, sign_line
from beholden.engines.attestation.statement import LogHead, log_head
from beholden.engines.ledger import NotCanonical, canonical
from beholden.engines.ledger.note import Signer, Verifier

MARK: Final = "beholden.retention/v1"
LARGEST_FILE: Final = 16 * 1024 * 1024
MOST_CAMERAS: Final = 10_000
MOST_GAPS: Final = 20
MOST_PROOFS: Final = 100


@dataclass(frozen=True, slots=True)
class CameraKept:
    """One camera. Times in whole seconds; ``floor_days`` None: no rule is in force; ``oldest`` "" when nothing is held.

    ``attained`` is the age of the oldest second held, ``covered`` how much of that has footage; ``gaps`` seconds
    without, by cause.
    """

    camera: str
    name: str
    floor_days: int | None
    oldest: str
    attained: int
    covered: int
    gaps: dict[str, int] = field(default_factory=dict)
    holds: int = 0
    due: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For canonical JSON."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Certificate:
    """The signed totals. ``cameras`` hashes the list; ``full_on`` is the day the disk breaks a floor, "" for never."""

    number: str
    system: str
    system_name: str
    unit: str
    unit_name: str
    issued_at: datetime
    rulebook: str
    count: int
    attained: int
    short: int
    full_on: str
    cameras: str
    log: LogHead

    @property
    def text(self) -> bytes:
        """Its canonical bytes. Raises BadStatement."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return spelled({**plain, "v": 1, "issued_at": written(self.issued_at), "log": self.log.as_dict()})


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate whose signature and list hold, and the proofs that came with it, not looked at."""

    certificate: Certificate
    cameras: tuple[CameraKept, ...]
    keys: tuple[Verifier, ...]
    proofs: tuple[bytes, ...]


def digest(cameras: Sequence[CameraKept]) -> str:
    """The hash that stands for the list of cameras. Raises BadStatement."""
    try:
        return hashlib.sha256(canonical([one.as_dict() for one in cameras])).hexdigest()
    except NotCanonical as error:
        raise BadStatement(str(error)) from error


def sign(certificate: Certificate, cameras: Sequence[CameraKept], signers: Sequence[Signer]) -> bytes:
    """The signed note. Raises BadStatement when the list isn't the one it names; NoteError."""
    if certificate.cameras != digest(cameras) or certificate.count != len(cameras):
        raise BadStatement("the certificate names another list of cameras")
    return sign_line(MARK, certificate.text, certificate.log.origin, signers)


def packed(note: bytes, cameras: Sequence[CameraKept], proofs: Sequence[bytes] = ()) -> bytes:
    """The file that is handed over."""
    whole = {
        "retention": MARK,
        "note": note.decode(),
        "cameras": [one.as_dict() for one in cameras],
        "proofs": [one.decode() for one in proofs],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def is_certificate(data: bytes) -> bool:
    """Whether it looks like such a file; nothing verified."""
    return data.lstrip()[:1] == b"{" and MARK.encode() in data


def verify(data: bytes, keys: Sequence[Verifier]) -> Certified:
    """The certificate in a file, signed by one of ``keys``. Raises NoteError, NotSigned, BadStatement."""
    if len(data) > LARGEST_FILE:
        raise BadStatement(f"a certificate has at most {LARGEST_FILE} bytes")
    try:
        whole = Part(json.loads(data), "file")
    except (ValueError, RecursionError) as error:
        raise BadStatement(f"not JSON: {str(error)[:200]}") from error
    note = whole.text("note", 256 * 1024).encode("utf-8", "replace")
    line, signed = open_line(MARK, note, keys)
    found = _certificate(Part(unspelled(line), "certificate"))
    own = named(found.log.origin, signed)
    cameras = tuple(_camera(Part(one, "camera")) for one in whole.list_of("cameras", MOST_CAMERAS))
    if digest(cameras) != found.cameras or len(cameras) != found.count:
        raise BadStatement("the list of cameras is not the one that was signed")
    proofs = whole.list_of("proofs", MOST_PROOFS)
    if not all(isinstance(one, str) for one in proofs):
        raise BadStatement("file: 'proofs' are texts")
    return Certified(found, cameras, own, tuple(one.encode("utf-8", "replace") for one in proofs))


def _certificate(part: Part) -> Certificate:
    part.done({"v", *Certificate.__dataclass_fields__})
    if part.number("v") != 1:
        raise BadStatement("a certificate of version 1 is expected")
    full_on = part.text("full_on", 10)
    return Certificate(
        number=part.text("number", 64),
        system=part.text("system", 64),
        system_name=part.text("system_name", 200),
        unit=part.text("unit", 18),
        unit_name=part.text("unit_name", 200),
        issued_at=part.instant("issued_at"),
        rulebook=part.sha256("rulebook"),
        count=part.number("count"),
        attained=part.number("attained"),
        short=part.number("short"),
        full_on=day(full_on) if full_on else "",
        cameras=part.sha256("cameras"),
        log=log_head(part.value.get("log")),
    )


def _camera(part: Part) -> CameraKept:
    part.done(set(CameraKept.__dataclass_fields__))
    gaps = Part(part.value.get("gaps"), "gaps")
    if len(gaps.value) > MOST_GAPS:
        raise BadStatement(f"gaps have at most {MOST_GAPS} causes")
    return CameraKept(
        camera=part.text("camera", 64),
        name=part.text("name", 200),
        floor_days=None if part.value.get("floor_days") is None else part.number("floor_days"),
        oldest=part.text("oldest", 20),
        attained=part.number("attained"),
        covered=part.number("covered"),
        gaps={why: gaps.number(why) for why in gaps.value},
        holds=part.number("holds"),
        due=part.number("due"),
    )
