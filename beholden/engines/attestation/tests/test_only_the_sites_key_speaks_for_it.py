"""Signing: the log's key, its own name, every byte; an attestation is never a checkpoint nor the other way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.engines.attestation import BadStatement, LogHead, claimed_origin, sign, verify
from beholden.engines.attestation.signing import MARK, is_attestation
from beholden.engines.attestation.tests.making import LOG, NEWER, ORIGIN, STATEMENT, STRANGER, changed
from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger import note as notes
from beholden.engines.ledger.checkpoint import Checkpoint
from beholden.engines.ledger.note import NoteError, NotSigned

NOTE = sign(STATEMENT, [LOG])


def test_what_the_site_signed_is_believed_to_be_its_word() -> None:
    found = verify(NOTE, [STRANGER.verifier, LOG.verifier])
    assert (found.statement, found.origin, found.keys) == (STATEMENT, ORIGIN, (LOG.verifier,))
    assert claimed_origin(NOTE) == ORIGIN and is_attestation(NOTE)
    both = sign(STATEMENT, [NEWER, LOG])
    assert verify(both, [LOG.verifier]).statement == verify(both, [NEWER.verifier]).statement == STATEMENT


def test_another_key_or_another_name_is_not_believed() -> None:
    with pytest.raises(NotSigned):
        verify(NOTE, [NEWER.verifier])
    with pytest.raises(NotSigned):
        verify(NOTE, [])
    with pytest.raises(NoteError):
        sign(STATEMENT, [STRANGER])
    borrowed = notes.sign(MARK.encode() + b"\n" + STATEMENT.text + b"\n", [STRANGER])
    with pytest.raises(NotSigned, match="another log"):
        verify(borrowed, [STRANGER.verifier, LOG.verifier])


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(NOTE) - 1), st.integers(1, 255))
def test_no_byte_can_be_changed_unseen(place: int, by: int) -> None:
    broken = NOTE[:place] + bytes([NOTE[place] ^ by]) + NOTE[place + 1 :]
    with pytest.raises((NoteError, BadStatement)):
        verify(broken, [LOG.verifier])


def test_a_checkpoint_is_no_attestation_and_an_attestation_no_checkpoint() -> None:
    head = checkpoints.sign(Checkpoint(ORIGIN, 1, bytes(32)), [LOG])
    assert not is_attestation(head)
    with pytest.raises(BadStatement):
        verify(head, [LOG.verifier])
    with pytest.raises(NoteError):
        checkpoints.read(NOTE, [LOG.verifier])


def test_whoever_signs_under_a_name_names_its_log() -> None:
    elsewhere = changed(log=LogHead(STRANGER.verifier.name, 0, "0" * 64))
    with pytest.raises(NoteError, match="another log"):
        sign(elsewhere, [LOG])
