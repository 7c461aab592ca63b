"""Ten thousand random walks over each room's state table: nothing happens but by a row, nothing leaves an end, and what
must come before something came before it. (Inspections, orders and penalties walk theirs with more promises, at home.)
"""

from __future__ import annotations

import random
from typing import Any, Final

import pytest

from beholden.engines.flow import Step, ends, leads
from beholden.ground.acts.flow import Flow
from tests.house.test_every_flow_is_whole import BEGINNINGS, BY_THE_MACHINE, _tables

AT_HOME: Final = {"registry.inspections.FLOW", "registry.orders.FLOW", "registry.penalties.FLOW"}
WALKED: Final = [name for name in BEGINNINGS if name not in AT_HOME and BEGINNINGS[name] != ("",)]
# state → one of which must have been passed to come there
BEFORE: Final[dict[str, dict[str, set[str]]]] = {
    "registry.tips.TIPS": {"answered": {"checking"}},
    "registry.tips.COMPLAINTS": {"answered": {"accepted"}, "examining": {"accepted"}},
    "registry.filings.FLOW": {
        "filed": {"submitted", "resubmitted", "change_submitted", "keyed"},
        "archived": {"filed"},
    },
    "site.dossiers.FLOW": {"restored": {"moved"}, "confirmed": {"restored"}, "moved": {"agreed"}},
    "site.dossiers.MENDING": {"fixed": {"open"}},
}


class Anything:
    """A thing in some state, of a kind that knows one row of each act in each state (`known`, by identity)."""

    def __init__(self, state: str, steps: tuple[Step, ...], dice: random.Random) -> None:
        self.state = state
        self.known: set[int] = set()
        taken: set[tuple[str, str]] = set()
        for step in dice.sample(steps, len(steps)):
            here = {(step.action, one) for one in step.from_}
            if not here & taken:
                self.known.add(id(step))
                taken |= here


@pytest.fixture
def bare(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Flow:  # type: ignore[type-arg]
    """The room's own table with its own order of asking; who somebody is, and what lacks, the walk says itself."""
    table = _tables()[request.param]
    kind = type(table)
    monkeypatch.setattr(kind, "holds", lambda _self, who, actor, _case: who == actor)
    for name, value in (
        ("lacks", ("", "")),
        ("no_step", "-"),
        ("not_you", ("-", "")),
        ("not_now", "-"),
    ):
        monkeypatch.setattr(kind, name, lambda _self, *_given, value=value: value)
    monkeypatch.setattr(kind, "knows", lambda _self, step, case: id(step) in case.known)
    monkeypatch.setattr(kind, "state", lambda _self, case: case.state)
    monkeypatch.setattr(kind, "fits", lambda _self, step, case: case.state in step.from_)
    monkeypatch.setattr(kind, "label", lambda _self, step: "-")
    return table


def walk(table: Flow, start: str, dice: random.Random, length: int) -> list[str]:  # type: ignore[type-arg]
    """Where a walk came by; asserts at each act that it is what its row says, or changed nothing for a reason."""
    case: Any = Anything(start, table.steps, dice)
    been, pairs, over, people = [start], leads(table.steps), ends(table.steps), tuple(table.whose)
    for _turn in range(length):
        here = [step for step in table.steps if case.state in step.from_ and id(step) in case.known]
        if here and dice.random() < 0.7:  # else most acts are refused for the state alone
            tried = dice.choice(here)
            action, who = tried.action, tried.who
        else:
            action, who = dice.choice(table.actions), dice.choice(people)
        found = table.verdict(case, action, who)
        rows: list[Step] = [step for step in here if step.action == action]
        if not found.allowed:
            assert not rows or who != rows[0].who, (case.state, action, who)
            continue
        assert found.step is not None and found.step in rows and found.step.who == who
        after = found.step.to or case.state
        assert (case.state, after) in pairs
        assert case.state not in over or after == case.state
        case.state = after
        been.append(after)
    return been


@pytest.mark.parametrize("bare", WALKED, indirect=True, ids=WALKED)
def test_ten_thousand_walks_go_only_where_the_rows_lead(bare: Flow, request: pytest.FixtureRequest) -> None:  # type: ignore[type-arg]
    name = request.node.callspec.id
    starts = [*BEGINNINGS[name], *sorted(BY_THE_MACHINE.get(name, ()))]
    dice, seen = random.Random(20261122), set()
    for _number in range(10_000):
        been = walk(bare, dice.choice(starts), dice, 8)
        seen |= set(been)
        for state, earlier in BEFORE.get(name, {}).items():
            if state in been[1:] and been[0] not in earlier:
                assert earlier & set(been[: been.index(state)]) or state == been[0], been
    reached = {to for state, to in leads(bare.steps) if state in seen} | set(starts)
    assert seen == reached, "a state the walks never saw"


def test_a_table_that_lets_more_through_than_its_rows_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    table = _tables()["registry.tips.COMPLAINTS"]
    kind = type(table)
    monkeypatch.setattr(kind, "holds", lambda *_given: True)
    monkeypatch.setattr(kind, "fits", lambda *_given: True)
    with pytest.raises(AssertionError):
        for number in range(50):
            walk(table, "received", random.Random(number), 8)
