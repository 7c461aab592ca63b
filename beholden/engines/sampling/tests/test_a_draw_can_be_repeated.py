"""Draws: known answers, fairness, every change found, no bytes break the reader."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.engines.sampling import BadDraw, Draw, check, commitment, parse, population_sha256, sample

SEED = bytes(range(32))
MEMBERS = tuple(f"f-{number:03d}" for number in range(40))
START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
VALUE = "双色球 2026135：03 07 11 19 22 30 + 09"


def drawn() -> Draw:
    return Draw(
        code="w-1",
        title="第四季度抽查",
        size=5,
        commitment=commitment(SEED),
        committed_at=START,
        population=MEMBERS,
        population_sha256=population_sha256(MEMBERS),
        fixed_at=START + timedelta(hours=1),
        source="双色球第 2026135 期",
        expected_at=START + timedelta(days=1),
        public_value=VALUE,
        drawn_at=START + timedelta(days=1, hours=1),
        seed=SEED.hex(),
        sample=tuple(sample(SEED, VALUE, MEMBERS, 5)),
    )


def test_the_sample_is_what_three_hashes_say() -> None:
    population = hashlib.sha256("".join(f"{one}\n" for one in MEMBERS).encode()).digest()
    value = "双色球 2026135:03 07 11 19 22 30 + 09"  # NFKC
    key = hashlib.sha256(b"beholden sample draw v1\n" + SEED + population + value.encode()).digest()
    by_hand = sorted(MEMBERS, key=lambda one: hashlib.sha256(key + one.encode()).hexdigest())[:5]
    assert sample(SEED, VALUE, MEMBERS, 5) == by_hand
    assert sample(SEED, f"  {VALUE}  ", MEMBERS[::-1], 5) == by_hand
    assert commitment(SEED) == hashlib.sha256(b"beholden sample seed v1\n" + SEED).hexdigest()


def test_every_member_has_the_same_chance() -> None:
    counts = dict.fromkeys(MEMBERS, 0)
    rounds = 2_000
    for number in range(rounds):
        for one in sample(hashlib.sha256(str(number).encode()).digest(), "1", MEMBERS, 10):
            counts[one] += 1
    expected = rounds * 10 / len(MEMBERS)
    assert sum((count - expected) ** 2 / expected for count in counts.values()) < 72  # chi², 39 degrees, p ≈ 0.001
    assert min(counts.values()) > expected * 0.8


def test_what_was_exported_proves_itself_and_every_change_is_found() -> None:
    whole = parse(json.dumps(drawn().as_dict()).encode())
    assert whole == drawn()
    assert all(one.holds for one in check(whole))
    changed = {
        "seed": replace(whole, seed=(b"x" * 32).hex()),
        "population": replace(whole, population=whole.population[1:]),
        "order": replace(whole, committed_at=whole.fixed_at + timedelta(seconds=1)),
        "sample": replace(whole, sample=whole.sample[::-1]),
    }
    for what, other in changed.items():
        assert next(one.what for one in check(other) if not one.holds) == what
    assert not next(one for one in check(replace(whole, public_value="别的号码")) if one.what == "sample").holds
    assert not all(one.holds for one in check(replace(whole, size=0, seed="zz")))


def test_what_cannot_be_drawn_is_refused() -> None:
    for members, size in ((MEMBERS, 0), (MEMBERS, 41), (("a", "a"), 1), (("a\nb", "c"), 1), (("", "c"), 1)):
        with pytest.raises(BadDraw):
            sample(SEED, VALUE, members, size)
    with pytest.raises(BadDraw):
        sample(b"short", VALUE, MEMBERS, 1)
    with pytest.raises(BadDraw):
        sample(SEED, " \n ", MEMBERS, 1)


NAMES = st.sampled_from([*drawn().as_dict()])
VALUES = st.recursive(
    st.none() | st.text(max_size=5) | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner)
)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    try:
        parse(data)
    except BadDraw as error:
        assert str(error)


@pytest.mark.parametrize("name", sorted(drawn().as_dict()))
def test_a_part_that_is_missing_or_of_another_kind_is_named(name: str) -> None:
    for value in (None, {}, [1]):
        whole = {**drawn().as_dict(), name: value}
        with pytest.raises(BadDraw, match=name):
            parse(json.dumps(whole).encode())
