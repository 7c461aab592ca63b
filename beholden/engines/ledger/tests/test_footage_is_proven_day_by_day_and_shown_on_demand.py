"""R17: thirty sealed days travel as one file; who claims to hold footage is asked for chunks nobody could foresee."""

from __future__ import annotations

import hashlib
import json
import random
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest

from beholden.engines.ledger import ProofError, canonical, footage, leaf_hash, possession, retention
from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger.footage import CHUNK, DaySeal, Deletion, Gap, Seg, Value
from beholden.engines.ledger.note import NoteError, NotSigned
from beholden.engines.ledger.possession import BadChallenge, Challenge
from beholden.engines.ledger.retention import BadProof
from beholden.engines.ledger.tests.making import LOG, OTHER, WITNESS, Memory

BEGIN = datetime(2026, 10, 1, tzinfo=UTC)
US = int(BEGIN.timestamp()) * 1_000_000
DAY = 86_400_000_000
KEYS = [LOG.verifier]
Content = dict[int, bytes]
BAD: list[Any] = [None, [], [None], {}, "x", [[]], [{"entry": 1}], [7] * 5000]


def written(value: Value, days: float) -> bytes:
    return canonical({**footage.body(value), "time": footage.written(BEGIN + timedelta(days=days)), "previous": ""})


def sealed(days: int, camera: str = "c-1") -> tuple[Memory, list[int], list[bytes]]:
    """A log with a seal a day among other entries, and each day's cosigned checkpoint."""
    log, places, heads = Memory(), [], []
    for day in range(days):
        for n in range(7):
            log.add(written(Gap("c-2", US + day * DAY, US + day * DAY + n, "stalled"), day))
        name = f"{BEGIN + timedelta(days=day):%Y-%m-%d}"
        seal = DaySeal(camera, name, US + day * DAY, US + (day + 1) * DAY, 1440, DAY - day, day % 3, "0" * 64)
        places.append(log.tree.size)
        log.add(written(seal, day + 1.01))
        at = (US + (day + 1) * DAY) // 1_000_000 + 3600
        note = log.note()
        heads.append(checkpoints.add_lines(note, [checkpoints.cosign(note.partition(b"\n\n")[0] + b"\n", WITNESS, at)]))
    return log, places, heads


def proof_of(log: Memory, places: list[int], heads: list[bytes], camera: str = "c-1") -> bytes:
    return retention.make(log.tree, log.read, camera, places, lambda place: heads[places.index(place)])


def test_thirty_days_are_proven_by_one_small_file_and_the_witness_saw_each_in_time() -> None:
    data = proof_of(*sealed(30))
    assert retention.is_retention(data)
    found = retention.verify(data, KEYS, [WITNESS.verifier])
    assert (found.camera, len(found.days), found.days[0].seal.day) == ("c-1", 30, "2026-10-01")
    assert (found.lag_s, found.days[29].seal.gaps, found.covered_us) == (3600, 2, 30 * DAY - sum(range(30)))
    assert retention.verify(data, KEYS).lag_s is None
    assert len(data) < 64 * 1024
    with pytest.raises(NotSigned):
        retention.verify(data, [OTHER.verifier])


def test_a_missing_day_another_camera_or_a_changed_seal_is_refused() -> None:
    log, places, heads = sealed(5)
    with pytest.raises(ProofError, match="2026-10-02 and 2026-10-04 a day is missing"):
        retention.verify(proof_of(log, [*places[:2], *places[3:]], [*heads[:2], *heads[3:]]), KEYS)
    with pytest.raises(ProofError, match="another camera"):
        retention.verify(proof_of(log, places, heads, "c-9"), KEYS)
    with pytest.raises(ProofError, match="no seal"):
        retention.verify(retention.make(log.tree, log.read, "c-1", [0], lambda _place: heads[0]), KEYS)
    good = proof_of(log, places, heads)
    with pytest.raises(ProofError, match="another root"):
        retention.verify(good.replace(b'covered_us\\":86399999997', b'covered_us\\":86400000000'), KEYS)
    twin = sealed(6)[0].add(b"{}")
    forged = json.loads(good)
    forged["heads"][-1] = twin.note().decode()
    with pytest.raises(ProofError):  # the same key signed two histories: they do not follow each other
        retention.verify(canonical(forged), KEYS)


@pytest.mark.parametrize("name", ["heads", "links", "days"])
@pytest.mark.parametrize("value", BAD, ids=[str(n) for n in range(len(BAD))])
def test_a_retention_proof_of_another_form_is_refused(name: str, value: Any) -> None:
    raw = json.loads(proof_of(*sealed(2)))
    with pytest.raises((BadProof, NoteError, ProofError)):
        retention.verify(canonical({**raw, name: value}), KEYS)
    for junk in (b"", b"[]", b"[" * 100_000, b"\xff", b" " * (retention.LARGEST + 1)):
        with pytest.raises(BadProof):
            retention.verify(junk, KEYS)


# Possession ---------------------------------------------------------------------------------------------------------


def recorded(count: int, size: int = 40) -> tuple[Memory, Content]:
    """A log of files of one chunk each, and their bytes by seq."""
    log, content = Memory(), {}
    for n in range(count):
        content[n] = f"{n} ".encode().ljust(size, b"x")
        log.add(written(_seg(n, content[n]), n / 1440))
    return log, content


def _seg(n: int, data: bytes) -> Seg:
    root = leaf_hash(hashlib.sha256(data).digest()).hex()
    return Seg("c-1", "a" * 32, n, US + n * 60_000_000, US + (n + 1) * 60_000_000, len(data), root)


def shown_from(content: Content) -> possession.ChunkOf:
    return lambda seg, _number: (content[seg.seq], []) if seg.seq in content else None


def answered(
    log: Memory, content: Content, asked: Challenge, gone: Callable[[Seg], int | None] = lambda _: None
) -> bytes:
    return possession.answer(asked, log.tree, log.read, log.note(), shown_from(content), gone)


def test_what_is_held_is_shown_and_the_asker_needs_nothing_but_the_key() -> None:
    log, content = recorded(500)
    asked = Challenge(b"n" * 32, 90, 400)
    assert possession.parse(asked.text) == asked
    answer = answered(log, content, asked)
    found = possession.verify(answer, asked, KEYS)
    assert (found.shown, found.missing, found.wrong) == (90, [], [])
    with pytest.raises(BadChallenge, match="another challenge"):
        possession.verify(answer, Challenge(b"m" * 32, 90, 400), KEYS)
    with pytest.raises(NotSigned):
        possession.verify(answer, asked, [OTHER.verifier])
    with pytest.raises(BadChallenge, match="the head here has 500"):
        answered(log, content, Challenge(b"n" * 32, 9, 501))


def test_five_percent_removed_are_found_by_ninety_chunks() -> None:
    log, content = recorded(1500)
    dice, seen = random.Random(90), 0
    for trial in range(200):  # the whole way; chance alone lets one or two of them pass, and four at times
        lost = set(dice.sample(range(1500), 75))
        asked = Challenge(trial.to_bytes(16), 90)
        left = {n: data for n, data in content.items() if n not in lost}
        found = possession.verify(answered(log, left, asked), asked, KEYS)
        assert {seg.seq for seg in found.missing} <= lost
        seen += bool(found.missing)
    assert seen >= 195
    drawn = sum(
        any(index < 75 for index in islice(possession._drawn(trial.to_bytes(32), 1500), 90)) for trial in range(10_000)
    )
    assert drawn >= 9_900


def test_a_chunk_of_other_bytes_is_named() -> None:
    log, content = recorded(100)
    asked = Challenge(b"n" * 32, 100)
    content[42] = content[42].replace(b"42", b"43")
    found = possession.verify(answered(log, content, asked), asked, KEYS)
    assert [(seg.seq, found.shown) for seg, _ in found.wrong] == [(42, 99)]


def test_a_chunk_in_the_middle_of_a_file_is_shown_with_its_path() -> None:
    whole = random.Random(7).randbytes(4 * CHUNK + 100)
    leaves = Memory()
    for at in range(0, len(whole), CHUNK):
        leaves.add(hashlib.sha256(whole[at : at + CHUNK]).digest())
    seg = Seg("c-1", "a" * 32, 0, US, US + 60_000_000, len(whole), leaves.tree.root().hex())
    log, asked = Memory().add(written(seg, 1.0)), Challenge(b"n" * 32, 1)

    def show(_seg: Seg, number: int) -> tuple[bytes, list[bytes]]:
        return whole[number * CHUNK : (number + 1) * CHUNK], leaves.tree.inclusion_proof(number)

    drawn = set()
    for trial in range(40):
        asked = Challenge(trial.to_bytes(16), 1)
        answer = possession.answer(asked, log.tree, log.read, log.note(), show, lambda _: None)
        assert possession.verify(answer, asked, KEYS).shown == 1
        drawn.add(len(json.loads(answer)["draws"][0]["bytes"]))
    assert len(drawn) == 2  # whole chunks, and the short last one


def test_a_lawful_deletion_answers_for_its_file_and_an_unlawful_one_does_not() -> None:
    log, content = recorded(50)
    for days, number in ((31.0, 1), (20.0, 2)):
        run = ("a" * 32, 0, 9) if number == 1 else ("a" * 32, 10, 19)
        log.add(written(Deletion(number, "c-1", US, US + DAY, (run,), "retention.floor", 30, 0, "0" * 64), days))
    asked = Challenge(b"n" * 32, 40)
    left = {n: data for n, data in content.items() if n >= 10}
    found = possession.verify(answered(log, left, asked, lambda seg: 50 if seg.seq < 10 else None), asked, KEYS)
    assert (found.shown, found.missing, found.deleted) == (40, [], 10)
    for place, why in ((51, "before its term"), (50, "does not name"), (0, "deletes nothing")):
        gone = dict.fromkeys(range(10), 50) | dict.fromkeys(range(10, 20), place)
        false = answered(log, left, asked, lambda seg, gone=gone: gone.get(seg.seq))  # type: ignore[misc]
        with pytest.raises(ProofError, match=why):
            possession.verify(false, asked, KEYS)


def test_who_leaves_out_or_swaps_a_draw_is_refused() -> None:
    log, content = recorded(60)
    asked = Challenge(b"n" * 32, 20)
    raw = json.loads(answered(log, content, asked))
    draws = raw["draws"]
    swapped = [draws[1], draws[0], *draws[2:]]
    other = [{**draws[0], "bytes": draws[1]["bytes"]}, *draws[1:]]
    for changed in (draws[:-1], draws[1:], swapped, [*draws, draws[0]], [], None, [None] * 20):
        with pytest.raises(BadChallenge):
            possession.verify(canonical({**raw, "draws": changed}), asked, KEYS)
    assert len(possession.verify(canonical({**raw, "draws": other}), asked, KEYS).wrong) == 1
    no_base64 = [{**draws[0], "bytes": "*"}, {**draws[1], "bytes": b64encode(b"x" * CHUNK * 2).decode()}, *draws[2:]]
    assert len(possession.verify(canonical({**raw, "draws": no_base64}), asked, KEYS).wrong) == 2
    forged = [{**draws[0], "entry": draws[1]["entry"]}, *draws[1:]]
    with pytest.raises(ProofError):
        possession.verify(canonical({**raw, "draws": forged}), asked, KEYS)


@pytest.mark.parametrize("nonce", ["", "00", "zz" * 16, None])
def test_a_challenge_of_another_form_is_refused(nonce: str | None) -> None:
    text = canonical({"what": possession.CHALLENGE, "nonce": nonce, "count": 1, "size": 0})
    with pytest.raises(BadChallenge):
        possession.parse(text)
