"""Canonical JSON and the commitments made over it."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.ledger import NotCanonical, canonical, commit, opens

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab城", max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_it_reads_back_and_the_order_of_keys_does_not_matter(value: object) -> None:
    form = canonical(value)
    assert json.loads(form) == value
    if isinstance(value, dict):
        assert canonical(dict(reversed(value.items()))) == form


def test_chinese_stays_chinese_and_there_are_no_blanks() -> None:
    assert canonical({"b": [1, None, True], "a": "城南"}) == '{"a":"城南","b":[1,null,true]}'.encode()


@pytest.mark.parametrize("value", [1.5, {"a": float("nan")}, {1: "a"}, "\ud800", b"bytes", {"a": {1, 2}}])
def test_what_has_no_single_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def test_depth_is_bounded() -> None:
    value: list[object] = []
    for _ in range(40):
        value = [value]
    with pytest.raises(NotCanonical, match="deeper"):
        canonical(value)


def test_a_commitment_opens_with_its_own_salt_and_body_only() -> None:
    salt, body = bytes(range(32)), {"name": "王保安", "camera": "c-1"}
    made = commit(salt, body)
    assert made == hashlib.sha256(salt + '{"camera":"c-1","name":"王保安"}'.encode()).hexdigest()
    assert opens(made, salt, body)
    assert not opens(made, bytes(32), body)
    assert not opens(made, salt, {**body, "camera": "c-2"})
    with pytest.raises(ValueError, match="32 bytes"):
        commit(b"short", body)
