"""A site's question lives ten minutes and is its own; a certificate's list is the one that was signed (R14, R17)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from beholden.engines.attestation import BadStatement, LogHead, certificate
from beholden.engines.attestation.certificate import CameraKept, Certificate
from beholden.engines.attestation.question import Question, ask, digest, heard
from beholden.engines.attestation.tests.making import LOG, NEWER, ORIGIN, STRANGER
from beholden.engines.ledger.note import NoteError, NotSigned

NOW = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
QUESTION = Question("s-abc", "备-1", "", ORIGIN, NOW)
CAMERAS = (
    CameraKept("c-1", "大门", 30, "2026-10-20T00:00:00Z", 2_800_000, 2_790_000, {"power": 10_000}, 1, 0),
    CameraKept("c-2", "收银\n台", None, "", 0, 0),
)
CERTIFICATE = Certificate(
    "存证〔2026〕130203-0001号", "s-abc", "商场", "", "城南商场", NOW, "b" * 64, 2, 0, 1, "2026-12-24",
    certificate.digest(CAMERAS), LogHead(ORIGIN, 3, "d" * 64),
)  # fmt: skip


def test_a_question_is_heard_from_whom_it_names_while_it_is_fresh() -> None:
    note = ask(QUESTION, [LOG])
    assert heard(note, [LOG.verifier], NOW + timedelta(minutes=9)) == QUESTION
    for late in (timedelta(minutes=11), timedelta(minutes=-11)):
        with pytest.raises(BadStatement, match="old"):
            heard(note, [LOG.verifier], NOW + late)
    with pytest.raises(NotSigned):
        heard(note, [STRANGER.verifier, NEWER.verifier], NOW)
    with pytest.raises(NoteError):
        ask(QUESTION, [STRANGER])


def test_the_same_cameras_have_one_digest_in_any_order() -> None:
    assert digest(["c-1", "c-2"]) == digest(["c-2", "c-1"]) != digest(["c-1", "c-3"])


def test_a_certificate_holds_with_its_own_list_only() -> None:
    note = certificate.sign(CERTIFICATE, CAMERAS, [LOG])
    file = certificate.packed(note, CAMERAS, [b"proof"])
    found = certificate.verify(file, [LOG.verifier])
    assert (found.certificate, found.cameras, found.proofs) == (CERTIFICATE, CAMERAS, (b"proof",))
    assert certificate.is_certificate(file) and not certificate.is_certificate(b"{}")
    with pytest.raises(NotSigned):
        certificate.verify(file, [STRANGER.verifier])
    with pytest.raises(BadStatement, match="another list"):
        certificate.sign(CERTIFICATE, CAMERAS[:1], [LOG])


def _altered(**change: Any) -> bytes:
    whole = json.loads(certificate.packed(certificate.sign(CERTIFICATE, CAMERAS, [LOG]), CAMERAS))
    whole["cameras"][0].update(change)
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    "change", [{"attained": 9_999_999}, {"name": "后门"}, {"gaps": {}}, {"gaps": {"power": -1}}, {"extra": 1}],
    ids=["longer", "renamed", "no gaps", "negative", "more"],
)  # fmt: skip
def test_a_list_that_was_touched_is_found(change: dict[str, Any]) -> None:
    with pytest.raises(BadStatement):
        certificate.verify(_altered(**change), [LOG.verifier])


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"\xff", b"[" * 60_000], ids=["", "list", "empty", "bytes", "deep"]
)
def test_what_is_no_certificate_is_told_so(data: bytes) -> None:
    with pytest.raises(BadStatement):
        certificate.verify(data, [LOG.verifier])


def test_a_certificate_is_neither_attestation_nor_question() -> None:
    note = certificate.sign(CERTIFICATE, CAMERAS, [LOG])
    with pytest.raises(BadStatement):
        heard(note, [LOG.verifier], NOW)
