"""c2sp.org/tlog-witness, add-checkpoint: each answer of the specification, persistence, and sixteen at once."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger import note as notes
from beholden.engines.ledger.checkpoint import Checkpoint
from beholden.engines.ledger.merkle import EMPTY_ROOT
from beholden.engines.ledger.note import Signer
from beholden.engines.ledger.submission import request_body
from beholden.engines.ledger.tests.making import LOG, ORIGIN, OTHER, WITNESS, Memory, filled
from beholden.engines.ledger.witness import NOTHING, PLAIN, SIZE, Answer, Head, Refused, Witness, origin_hash, parse

NOW = 1_790_000_000


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return make(tmp_path)


def make(folder: Path) -> Witness:
    return Witness(folder / "witness.sqlite", [WITNESS], {ORIGIN: [LOG.verifier]}, lambda: NOW + 0.9)


def offer(witness: Witness, log: Memory, old: int, size: int | None = None, **changed: object) -> Answer:
    size = log.tree.size if size is None else size
    proof = changed.get("proof", log.tree.consistency_proof(min(old, size), size))
    return witness.add_checkpoint(request_body(old, proof, changed.get("note", log.note(size))))  # type: ignore[arg-type]


def test_a_first_head_and_each_that_continues_it_is_cosigned_with_the_time(witness: Witness) -> None:
    log = filled(1000)
    for old, size in ((0, 7), (7, 8), (8, 512), (512, 512), (512, 1000)):
        answer = offer(witness, log, old, size)
        assert (answer.status, answer.content_type) == (200, PLAIN)
        note = checkpoints.add_lines(log.note(size), [answer.body.decode()])
        (cosignature,) = checkpoints.read(note, [LOG.verifier], [WITNESS.verifier]).cosignatures
        assert cosignature.at == NOW
        assert witness.latest(ORIGIN) == Head(size, log.tree.root(size))


def test_what_was_cosigned_outlives_the_process_and_monitors_read_it(witness: Witness, tmp_path: Path) -> None:
    log = filled(20)
    assert witness.checkpoint(origin_hash(ORIGIN)).status == 404
    stranger = checkpoints.add_lines(log.note(9), [OTHER.line(b"anything\n")])
    assert offer(witness, log, 0, 9, note=stranger).status == 200
    again = make(tmp_path)
    assert again.latest(ORIGIN) == Head(9, log.tree.root(9))
    served = again.checkpoint(origin_hash(ORIGIN))
    assert served.status == 200
    found = checkpoints.read(served.body, [LOG.verifier], [WITNESS.verifier])
    assert (found.checkpoint.size, len(found.cosignatures)) == (9, 1)
    assert len(notes.split(served.body)[1]) == 2  # the stranger's line is not kept
    assert offer(again, log, 0).status == 409
    assert offer(again, log, 9).status == 200


def test_an_old_size_that_is_not_the_last_one_is_told_the_last_one(witness: Witness) -> None:
    log = filled(40)
    assert offer(witness, log, 3).status == 409
    assert offer(witness, log, 3).body == b"0\n"
    offer(witness, log, 0, 30)
    for old, size in ((0, 40), (29, 40), (31, 40), (0, 10), (10, 20)):
        assert offer(witness, log, old, size) == Answer(409, b"30\n", SIZE)
    assert witness.latest(ORIGIN).size == 30


def test_a_log_nobody_told_of_is_404_and_a_head_it_did_not_sign_is_403(witness: Witness) -> None:
    log = filled(5)
    foreign = checkpoints.sign(Checkpoint("ledger.example/other", 5, log.tree.root()), [LOG])
    assert offer(witness, log, 0, note=foreign).status == 404
    assert offer(witness, log, 0, note=log.note(signers=(OTHER,))).status == 403
    broken = (
        Checkpoint(ORIGIN, 5, log.tree.root()).text + b"\n" + notes.signature_line(LOG.verifier, bytes(64)).encode()
    )
    assert offer(witness, log, 0, note=broken).status == 403
    for known in (LOG.line(Checkpoint(ORIGIN, 5, log.tree.root()).text), broken.decode().split("\n\n")[1]):
        assert offer(witness, log, 0, note=log.note() + known.encode()).status == 403
    assert witness.latest(ORIGIN) == NOTHING
    # an unknown key beside the known one, even of the same name, does no harm
    assert offer(witness, log, 0, note=log.note(signers=(OTHER, LOG))).status == 200


def test_a_rewritten_history_is_422_and_nothing_is_cosigned(witness: Witness) -> None:
    log = filled(50)
    offer(witness, log, 0, 40)
    rewritten = Memory().add(*log.entries[:17], b"forged", *log.entries[18:])
    for size in (40, 50):
        assert offer(witness, rewritten, 40, size).status == 422
    proof = log.tree.consistency_proof(40, 50)
    for wrong in (proof[:-1], [*proof, bytes(32)], proof[::-1], [bytes(32), *proof[1:]], []):
        assert offer(witness, log, 40, 50, proof=wrong).status == 422
    assert offer(witness, log, 40, 40, proof=[bytes(32)]).status == 422
    assert witness.latest(ORIGIN) == Head(40, log.tree.root(40))
    assert offer(witness, log, 40, 50).status == 200


def test_from_size_zero_there_is_no_proof_and_the_empty_tree_has_one_root(witness: Witness) -> None:
    log = filled(4)
    assert offer(witness, log, 0, proof=[bytes(32)]).status == 422
    empty = checkpoints.sign(Checkpoint(ORIGIN, 0, bytes(32)), [LOG])
    assert offer(witness, log, 0, proof=[], note=empty).status == 422
    truly = checkpoints.sign(Checkpoint(ORIGIN, 0, EMPTY_ROOT), [LOG])
    assert offer(witness, log, 0, proof=[], note=truly).status == 200
    assert witness.latest(ORIGIN).size == 0
    assert offer(witness, log, 0).status == 200


def test_an_old_size_above_the_new_is_400_before_anything_else_is_asked(witness: Witness) -> None:
    log = filled(9)
    assert offer(witness, log, 9, 5, proof=[]).status == 400
    offer(witness, log, 0)
    assert offer(witness, log, 9, 5, proof=[]).status == 400


HASH = notes.encode(bytes(32))
NOTE = filled(5).note()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"old 0\n", b"old 0\n\n", b"old 0\n" + NOTE, b"old\n\n" + NOTE, b"old 00\n\n" + NOTE, b"old -1\n\n" + NOTE,
        b"old  0\n\n" + NOTE, b"Old 0\n\n" + NOTE, b" old 0\n\n" + NOTE, b"old 0 \n\n" + NOTE, b"old 0\r\n\r\n" + NOTE,
        b"old 1\nnot base64\n\n" + NOTE, b"old 1\nAAAA\n\n" + NOTE, f"old 1\n{HASH} \n\n".encode() + NOTE,
        b"old 1\n" + f"{HASH}\n".encode() * 64 + b"\n" + NOTE, b"old 9223372036854775808\n\n" + NOTE,
        b"old 0\n\n" + NOTE[:-1], b"old 0\n\n" + b"x" * 10**6, b"\n\n" + NOTE, b"old 0\n\n\n" + NOTE,
        "old ٠\n\n".encode() + NOTE,
    ],
)  # fmt: skip
def test_a_body_that_is_no_request_is_400(witness: Witness, body: bytes) -> None:
    assert witness.add_checkpoint(body).status == 400
    assert witness.latest(ORIGIN) == NOTHING


@given(st.binary(max_size=400))
def test_garbage_is_refused_in_words(garbage: bytes) -> None:
    with pytest.raises(Refused) as raised:
        parse(garbage)
    assert raised.value.answer.status == 400


def test_sixty_three_hashes_are_read(witness: Witness) -> None:
    body = b"old 1\n" + f"{HASH}\n".encode() * 63 + b"\n" + NOTE
    assert len(parse(body).proof) == 63
    assert witness.add_checkpoint(body).status == 409


def test_of_sixteen_at_once_one_history_wins_and_no_size_goes_back(tmp_path: Path) -> None:
    log = filled(400)
    offer(make(tmp_path), log, 0, 100)
    twin = Memory().add(*log.entries[:100], *(f"other {i}".encode() for i in range(300)))
    start = threading.Barrier(16)
    answers: list[tuple[int, str, Answer]] = []

    def one(number: int) -> None:
        witness, which, size = make(tmp_path), (log, twin)[number % 2], 110 + number
        start.wait(10)
        answers.append((size, "log" if which is log else "twin", offer(witness, which, 100, size)))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    won = [answer for answer in answers if answer[2].status == 200]
    assert len(won) == 1
    size, which, _ = won[0]
    assert [answer.body for _, _, answer in answers if answer.status == 409] == [f"{size}\n".encode()] * 15
    assert make(tmp_path).latest(ORIGIN) == Head(size, (log if which == "log" else twin).tree.root(size))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.booleans()), max_size=12))
def test_any_sequence_of_requests_leaves_one_growing_history(
    tmp_path_factory: pytest.TempPathFactory, requests: list[tuple[int, int, bool]]
) -> None:
    witness = make(tmp_path_factory.mktemp("w"))
    log, twin = filled(60), filled(60, "twin")
    latest, owner = 0, None
    for old, size, other in requests:
        which = twin if other else log
        if size == 0:
            continue
        answer = offer(witness, which, old, size)
        if old > size:
            assert answer.status == 400
        elif old != latest:
            assert (answer.status, answer.body) == (409, f"{latest}\n".encode())
        elif owner in (None, other):
            assert answer.status == 200
            latest, owner = size, other
        else:
            assert answer.status == 422
        assert witness.latest(ORIGIN).size == latest


def test_a_state_that_cannot_be_written_cosigns_nothing(witness: Witness, tmp_path: Path) -> None:
    log = filled(5)
    holder = sqlite3.connect(tmp_path / "witness.sqlite", isolation_level=None)
    holder.execute("CREATE TRIGGER full BEFORE INSERT ON latest BEGIN SELECT RAISE(FAIL, 'disk full'); END")
    with pytest.raises(sqlite3.Error, match="disk full"):
        offer(witness, log, 0)
    assert witness.latest(ORIGIN) == NOTHING
    holder.execute("DROP TRIGGER full")
    holder.close()
    assert offer(witness, log, 0).status == 200


def test_a_witness_signs_with_cosigners_keys_only(tmp_path: Path) -> None:
    for signers in ([], [LOG], [WITNESS, Signer("county.example/witness", bytes(32))]):
        with pytest.raises(ValueError, match="cosigner's keys"):
            Witness(tmp_path / "w", signers, {}, lambda: NOW)
