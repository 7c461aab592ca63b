"""Statements: written and read back the same, and nothing that isn't one is taken for one (M10)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.engines.attestation import Answer, BadStatement, LogHead
from beholden.engines.attestation.fields import LARGEST
from beholden.engines.attestation.statement import PROVENANCES, RESULTS, parse
from beholden.engines.attestation.tests.making import ORIGIN, STATEMENT, changed
from beholden.engines.ledger import canonical

_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_measure = st.one_of(_text, st.booleans(), st.none(), st.integers(-(2**40), 2**40), st.lists(_text, max_size=3))
_name = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
_sha = st.binary(min_size=32, max_size=32).map(bytes.hex)
_answers = st.lists(
    st.builds(
        Answer,
        st.integers(1, 99),
        st.sampled_from(RESULTS),
        st.sampled_from(PROVENANCES),
        st.lists(_sha, max_size=3).map(tuple),
        st.dictionaries(_name, _measure, max_size=4),
        _text,
        st.one_of(st.just(""), st.dates().map(lambda day: day.isoformat())),
    ),
    min_size=1,
    max_size=13,
    unique_by=lambda one: one.item,
).map(tuple)


@settings(max_examples=60, deadline=None)
@given(_answers, _text, st.integers(0, 2**62))
def test_what_was_written_reads_back(answers: tuple[Answer, ...], name: str, size: int) -> None:
    made = changed(answers=answers, system_name=name, log=LogHead(ORIGIN, size, "0" * 64))
    assert parse(made.text) == made
    assert b"\n" not in made.text


def test_one_moment_has_one_spelling_whatever_clock_it_was_read_from() -> None:
    shanghai = datetime(2026, 11, 21, 21, 45, tzinfo=timezone(timedelta(hours=8)))
    assert changed(issued_at=shanghai).text == STATEMENT.text
    assert parse(STATEMENT.text).issued_at == datetime(2026, 11, 21, 13, 45, tzinfo=UTC)
    with pytest.raises(BadStatement):
        _ = changed(issued_at=datetime(2026, 11, 21, 13, 45)).text  # noqa: DTZ001


def _without(key: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(STATEMENT.text)
    del value[key]
    return value


def _with(**fields: Any) -> dict[str, Any]:
    return {**json.loads(STATEMENT.text), **fields}


def _answer(**fields: Any) -> dict[str, Any]:
    return _with(answers=[{**STATEMENT.answers[0].as_dict(), **fields}])


BAD: dict[str, Any] = {
    "another version": _with(v=2),
    "a field nobody knows": _with(colour="red"),
    "no answers": _with(answers=[]),
    "no system": _with(system=""),
    "a hash that is none": _with(checklist="A" * 64),
    "a time with an offset": _with(issued_at="2026-11-21T21:45:00+08:00"),
    "a day that isn't": _answer(until="2026-02-30"),
    "a day in another spelling": _answer(until="2026-2-3"),
    "an officer's word": _answer(provenance="seen"),
    "a result nobody knows": _answer(result="fine"),
    "evidence that is no hash": _answer(evidence=["photo.jpg"]),
    "a measure that is an object": _answer(measured={"days": {"a": 1}}),
    "a measure with a strange name": _answer(measured={"Days left": 1}),
    "an item that is yes": _answer(item=True),
    "an item answered twice": _with(answers=[one.as_dict() for one in STATEMENT.answers[:1]] * 2),
    "a hundred and one answers": _with(answers=[{**STATEMENT.answers[0].as_dict(), "item": n} for n in range(101)]),
    "a log without a size": _with(log={"origin": ORIGIN, "root": "0" * 64}),
    "a note too long": _answer(note="长" * 2001),
}


@pytest.mark.parametrize("value", BAD.values(), ids=BAD.keys())
def test_what_is_no_statement_is_refused_with_its_reason(value: Any) -> None:
    with pytest.raises(BadStatement, match=r"\w"):
        parse(canonical(value))


@pytest.mark.parametrize("key", sorted(json.loads(STATEMENT.text)))
def test_no_field_may_be_missing(key: str) -> None:
    with pytest.raises(BadStatement):
        parse(canonical(_without(key)))


def test_bytes_that_are_no_canonical_json_are_refused() -> None:
    spelled_otherwise = json.dumps(json.loads(STATEMENT.text)).encode()
    for text in (b"", b"[]", b"null", b"\xff", spelled_otherwise, b"[" * 50_000, b"{" + b" " * LARGEST, b"1.5"):
        with pytest.raises(BadStatement):
            parse(text)


def test_a_statement_too_large_is_neither_written_nor_read() -> None:
    large = tuple(Answer(n, "conform", "declared", note="长" * 1000) for n in range(60))
    with pytest.raises(BadStatement, match="at most"):
        _ = changed(answers=large).text


def test_an_item_is_found_by_its_number() -> None:
    found = STATEMENT.answer(7)
    assert found is not None and found.measured["days"] == 12
    assert STATEMENT.answer(8) is None
