"""R17, R23(1)(5): held, lawfully deleted, deleted early, deleted under hold, missing, changed: each file by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from beholden.engines.ledger import canonical, footage, leaf_hash
from beholden.engines.ledger.footage import BadEntry, Deletion, Hold, Release, Seg, Spared, Value, parse
from beholden.engines.ledger.holdings import Holdings, Verdict

BEGIN = datetime(2026, 10, 1, tzinfo=UTC)
DAY = 86_400_000_000
RUN = "a" * 32


def us(days: float) -> int:
    return int((BEGIN - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1e6 + days * DAY)


def seg(seq: int, camera: str = "c-1") -> Seg:
    return Seg(camera, RUN, seq, us(seq), us(seq) + 60_000_000, 130_000, f"{seq:064x}")


def deletion(first: int, last: int, *, days: int = 30, number: int = 1) -> Deletion:
    return Deletion(number, "c-1", us(first), us(last + 1), ((RUN, first, last),), "retention.floor", days, 0, "0" * 64)


def held(seq: int) -> Hold:
    return Hold("h-1", ("c-1", "c-2"), us(seq), us(seq) + 1, None, "R20")


def log(*written: tuple[Value, float]) -> list[bytes]:
    """Entries written so many days after BEGIN, each tied to its camera's one before."""
    tips: dict[str, str] = {}
    found = []
    for value, days in written:
        fields = {**footage.body(value), "time": footage.written(BEGIN + timedelta(days=days))}
        camera = getattr(value, "camera", "")
        if camera:
            fields["previous"] = tips.get(camera, "")
        found.append(canonical(fields))
        tips[camera] = leaf_hash(found[-1]).hex()
    return found


def judged(
    entries: Sequence[bytes], *lost: int, changed: int = -1, only: str | None = None
) -> tuple[Holdings, dict[int, str]]:
    holdings = Holdings(only)
    for index, entry in enumerate(entries):
        holdings.push(index, entry)

    def found(one: Seg) -> str | None:
        return None if one.seq in lost else ("f" * 64 if one.seq == changed else one.root)

    return holdings, {one.seg.seq: str(one.verdict) for one in holdings.verdicts(found)}


RECORDED = [(seg(n), n + 0.1) for n in range(6)]


def test_each_file_has_its_verdict() -> None:
    holdings, found = judged(log(*RECORDED, (deletion(0, 1), 40.0)), 3, changed=4)
    assert found == {2: "held", 3: "MISSING", 4: "CHANGED", 5: "held"}
    assert (holdings.deleted[Verdict.DELETED], holdings.standing, holdings.broken) == (2, 4, [])


def test_a_file_deleted_before_its_term_is_named() -> None:
    _, found = judged(log(*RECORDED, (deletion(0, 3), 32.0)))
    assert found == {2: "deleted early", 3: "deleted early", 4: "held", 5: "held"}
    _, sooner = judged(log(*RECORDED, (deletion(0, 3, days=3), 32.0)))  # by the site's own word of the term
    assert sooner == {4: "held", 5: "held"}


@pytest.mark.parametrize("released", [False, True])
def test_a_file_deleted_under_hold_is_named_until_the_hold_is_released(released: bool) -> None:
    over: list[tuple[Value, float]] = [(Release("h-1"), 39.0)] if released else []
    _, found = judged(log(*RECORDED, (held(1), 20.0), *over, (deletion(0, 1), 40.0)))
    assert found.get(1) == (None if released else "deleted under hold")


def test_a_hold_that_came_after_the_entry_spares_the_file_and_the_log_says_so() -> None:
    spare = Spared(1, "c-1", ((RUN, 1, 1),))
    entries = log(*RECORDED, (deletion(0, 1), 40.0), (held(1), 40.1), (spare, 40.2))
    holdings, found = judged(entries)
    assert (found[1], holdings.deleted[Verdict.DELETED]) == ("held", 1)
    _, lost = judged(entries, 1)
    assert lost[1] == "MISSING"


def test_what_cannot_be_is_named_with_camera_and_entry() -> None:
    entries = log(*RECORDED, (deletion(0, 1), 40.0), (deletion(1, 2, number=2), 41.0), (seg(3), 42.0))
    holdings, _ = judged(entries)
    assert [(one.index, one.camera) for one in holdings.broken] == [(7, "c-1"), (8, "c-1")]
    without, _ = judged([*entries[:2], *entries[3:7]])
    assert "left out" in without.broken[0].why
    nonsense, _ = judged([b"{}", b"[]", b"\xff", canonical({"kind": "seg"}), b"[" * 100_000])
    assert len(nonsense.broken) == 5


def test_one_camera_can_be_judged_alone() -> None:
    entries = log(*RECORDED, *[(seg(n, "c-2"), 6.0) for n in range(3)])
    assert len(judged(entries)[1]) == 6  # by seq; both cameras share some
    assert judged(entries, only="c-2")[1] == {0: "held", 1: "held", 2: "held"}


@pytest.mark.parametrize(
    "change",
    [
        {"start_us": -1}, {"start_us": True}, {"end_us": 0}, {"root": "x"}, {"time": "2026-10-01T00:00:00"},
        {"time": None}, {"previous": 7}, {"previous": "0" * 63}, {"camera": None}, {"camera": "c" * 300},
        {"bytes": 2**63}, {"kind": "acc"},
    ],
    ids=lambda change: "-".join(f"{key}={str(value)[:8]}" for key, value in change.items()),
)  # fmt: skip
def test_an_entry_of_another_form_is_refused(change: dict[str, object]) -> None:
    fields = {**footage.body(seg(1)), "time": "2026-10-01T00:00:00Z", "previous": ""}
    assert parse(canonical(fields)).value == seg(1)
    with pytest.raises(BadEntry):
        parse(canonical({**fields, **change}))


def test_a_file_says_with_which_key_it_is_encrypted_and_one_in_clear_is_written_as_ever() -> None:
    plain = {**footage.body(seg(1)), "time": "2026-11-21T00:00:00Z", "previous": ""}
    assert "key" not in plain
    assert parse(canonical(plain)).value == seg(1)
    assert parse(canonical({**plain, "key": None})).value == seg(1)
    locked = parse(canonical({**plain, "key": "k-2026-11"})).value
    assert isinstance(locked, Seg)
    assert (locked.key, footage.body(locked)["key"]) == ("k-2026-11", "k-2026-11")
    for wrong in (7, ["k"], "k" * 201):
        with pytest.raises(BadEntry):
            parse(canonical({**plain, "key": wrong}))
