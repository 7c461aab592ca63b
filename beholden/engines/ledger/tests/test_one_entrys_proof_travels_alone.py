"""c2sp.org/tlog-proof: one file that proves one entry with nothing but the log's public key."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.engines.ledger import ProofError, tlog_proof
from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger import note as notes
from beholden.engines.ledger.note import NoteError, NotSigned
from beholden.engines.ledger.tests.making import LOG, OTHER, WITNESS, filled

KEYS = [LOG.verifier]
RECORDED = filled(300)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_entry_under_any_head_is_proven_by_its_file(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    text = tlog_proof.make(RECORDED.tree, index, RECORDED.entries[index], RECORDED.note(size)).text
    found = tlog_proof.parse(text)
    assert (found.index, found.extra, found.text) == (index, RECORDED.entries[index], text)
    assert tlog_proof.verify(found, KEYS).checkpoint.size == size
    with pytest.raises(ProofError):
        tlog_proof.verify(found, KEYS, entry=b"another entry")
    with pytest.raises(NotSigned):
        tlog_proof.verify(found, [OTHER.verifier])


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6))
def test_any_flipped_bit_is_found(at: int) -> None:
    text = bytearray(tlog_proof.make(RECORDED.tree, 77, RECORDED.entries[77], RECORDED.note()).text)
    at %= len(text) * 8
    text[at // 8] ^= 1 << at % 8
    with pytest.raises((NoteError, ProofError)):
        tlog_proof.verify(tlog_proof.parse(bytes(text)), KEYS)


def test_the_entry_may_travel_apart_and_cosignatures_travel_along() -> None:
    note = RECORDED.note()
    cosigned = checkpoints.add_lines(note, [checkpoints.cosign(notes.split(note)[0], WITNESS, 9)])
    made = tlog_proof.make(RECORDED.tree, 5, RECORDED.entries[5], cosigned)
    apart = tlog_proof.parse(tlog_proof.TlogProof(made.index, made.hashes, made.note).text)
    assert b"extra" not in apart.text
    signed = tlog_proof.verify(apart, KEYS, [WITNESS.verifier], entry=RECORDED.entries[5])
    assert [one.at for one in signed.cosignatures] == [9]
    with pytest.raises(ProofError, match="does not travel"):
        tlog_proof.verify(apart, KEYS)


def test_an_entry_beyond_the_checkpoint_has_no_proof_yet() -> None:
    with pytest.raises(IndexError):
        tlog_proof.make(RECORDED.tree, 200, RECORDED.entries[200], RECORDED.note(200))


GOOD = tlog_proof.make(RECORDED.tree, 5, RECORDED.entries[5], RECORDED.note()).text
HASH = notes.encode(bytes(32)).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n\n", GOOD.replace(b"@v1", b"@v2"), GOOD.replace(b"index 5", b"index 05"),
        GOOD.replace(b"index 5", b"index"), GOOD.replace(b"index 5\n", b""), GOOD.replace(b"index 5", b"index -1"),
        GOOD.replace(b"extra ", b"Extra "), GOOD.replace(b"extra ", b"extra  "), GOOD.replace(b"\n\n", b"\n"),
        GOOD.replace(b"index 5\n", b"index 5\nAAAA\n"), GOOD.replace(b"index 5\n", b"index 5\n" + (HASH + b"\n") * 60),
        "c2sp.org/tlog-proof@v1\nindex ٥\n\n".encode(), b"x" * (tlog_proof.LARGEST + 1),
    ],
)  # fmt: skip
def test_what_is_no_proof_is_refused(data: bytes) -> None:
    with pytest.raises(NoteError):
        tlog_proof.parse(data)


def test_too_few_too_many_and_foreign_hashes_lead_nowhere() -> None:
    made = tlog_proof.parse(GOOD)
    for hashes in (made.hashes[:-1], (*made.hashes, bytes(32)), made.hashes[::-1], (), (bytes(32), *made.hashes[1:])):
        with pytest.raises(ProofError):
            tlog_proof.verify(tlog_proof.TlogProof(5, hashes, made.note, made.extra), KEYS)
    with pytest.raises(ProofError):
        tlog_proof.verify(tlog_proof.TlogProof(6, made.hashes, made.note, made.extra), KEYS)
