"""The log's side of tlog-witness, against the real witness and against ones that answer wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger import note as notes
from beholden.engines.ledger.submission import (
    WitnessAhead,
    WitnessDiffers,
    WitnessError,
    accept,
    request_body,
    submit,
)
from beholden.engines.ledger.tests.making import LOG, ORIGIN, SECOND_WITNESS, WITNESS, Memory, filled
from beholden.engines.ledger.witness import SIZE, Answer, Witness

KEYS, WITNESSES = [LOG.verifier], [WITNESS.verifier]


class Clock:
    def __init__(self) -> None:
        self.now = 1_790_000_000

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(tmp_path / "witness.sqlite", [WITNESS], {ORIGIN: KEYS}, Clock())


def test_a_growing_log_is_cosigned_each_time_without_remembering_the_witnesss_size(witness: Witness) -> None:
    log = filled(700)
    times = []
    for size in (3, 3, 256, 700):
        done = submit(witness.add_checkpoint, log.tree, log.note(size), KEYS, WITNESSES)
        signed = checkpoints.read(done.note, KEYS, WITNESSES)
        assert signed.checkpoint.size == size
        assert signed.cosignatures == done.cosignatures
        times.append(done.cosignatures[0].at)
    assert times == sorted(set(times))


def test_a_newer_cosignature_takes_the_place_of_the_older(witness: Witness) -> None:
    log = filled(9)
    first = submit(witness.add_checkpoint, log.tree, log.note(), KEYS, WITNESSES)
    kept = checkpoints.add_lines(first.note, [checkpoints.cosign(notes.split(first.note)[0], SECOND_WITNESS, 7)])
    second = submit(witness.add_checkpoint, log.tree, kept, KEYS, WITNESSES)
    found = checkpoints.read(second.note, KEYS, [WITNESS.verifier, SECOND_WITNESS.verifier])
    assert [(one.witness.name, one.at) for one in found.cosignatures] == [
        (WITNESS.verifier.name, first.cosignatures[0].at + 1),
        (SECOND_WITNESS.verifier.name, 7),
    ]
    assert len(notes.split(second.note)[1]) == 3


def test_yesterdays_backup_finds_the_witness_ahead(witness: Witness) -> None:
    log = filled(50)
    submit(witness.add_checkpoint, log.tree, log.note(), KEYS, WITNESSES)
    restored = Memory().add(*log.entries[:30])
    with pytest.raises(WitnessAhead, match="50 entries") as raised:
        submit(witness.add_checkpoint, restored.tree, restored.note(), KEYS, WITNESSES)
    assert raised.value.size == 50
    assert witness.latest(ORIGIN).size == 50


def test_two_copies_of_a_site_that_went_apart_are_found(witness: Witness) -> None:
    log = filled(50)
    submit(witness.add_checkpoint, log.tree, log.note(), KEYS, WITNESSES)
    copy = Memory().add(*log.entries[:30], *(b"other" for _ in range(40)))
    with pytest.raises(WitnessDiffers, match="first 50 entries"):
        submit(witness.add_checkpoint, copy.tree, copy.note(), KEYS, WITNESSES)


def test_another_process_of_this_log_may_come_in_between(witness: Witness) -> None:
    log = filled(60)
    submit(witness.add_checkpoint, log.tree, log.note(10), KEYS, WITNESSES)
    came = False

    def post(body: bytes) -> Answer:
        nonlocal came
        answer = witness.add_checkpoint(body)
        if not came:
            came = True
            submit(witness.add_checkpoint, log.tree, log.note(20), KEYS, WITNESSES)
        return answer

    assert submit(post, log.tree, log.note(), KEYS, WITNESSES).cosignatures
    assert witness.latest(ORIGIN).size == 60


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(409, b"3\n"), "did not say its size"),
        (Answer(409, b"3", SIZE), "did not say its size"),
        (Answer(409, b"many\n", SIZE), "cannot be read"),
        (Answer(409, b"03\n", SIZE), "cannot be read"),
        (Answer(409, b"2\n", SIZE + "; charset=utf-8"), "answered 409"),
        (Answer(500, b"<html>oops"), "answered 500: <html>oops"),
        (Answer(404, b"\xff"), "answered 404"),
        (Answer(200, b""), "no cosignature"),
        (Answer(200, b"\xff\n"), "does not hold"),
        (Answer(200, b"nonsense\n"), "does not hold"),
        (Answer(200, notes.signature_line(WITNESS.verifier, bytes(72)).encode()), "does not hold"),
        (Answer(200, checkpoints.cosign(b"another\n", SECOND_WITNESS, 5).encode()), "no cosignature"),
    ],
)
def test_a_witness_that_answers_wrongly_is_not_believed(answer: Answer, why: str) -> None:
    log = filled(5)
    with pytest.raises(WitnessError, match=why):
        submit(lambda body: answer, log.tree, log.note(), KEYS, WITNESSES)


def test_lines_of_unknown_witnesses_are_left_out() -> None:
    log = filled(5)
    text = notes.split(log.note())[0]
    body = checkpoints.cosign(text, SECOND_WITNESS, 5) + checkpoints.cosign(text, WITNESS, 6)
    done = accept(body.encode(), log.note(), KEYS, WITNESSES)
    assert [(one.witness, one.at) for one in done.cosignatures] == [(WITNESS.verifier, 6)]
    assert SECOND_WITNESS.verifier.name not in done.note.decode()


def test_the_body_is_the_specifications() -> None:
    hashes = [bytes(32), b"\x01" * 32]
    assert request_body(7, hashes, b"the note") == (
        b"old 7\n" + b"".join(notes.encode(one).encode() + b"\n" for one in hashes) + b"\nthe note"
    )
    assert request_body(0, [], b"n") == b"old 0\n\nn"
