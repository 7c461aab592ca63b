"""Each room's state table: its states are real ones and all are reached, each row cites and is somebody's."""

from __future__ import annotations

import importlib
import re

import pytest

from beholden.engines.flow import reachable
from beholden.ground.acts.flow import Flow
from tests.house.source import modules

# table -> the states things begin in
BEGINNINGS: dict[str, tuple[str, ...]] = {
    "registry.filings.FLOW": ("draft", "paper_received"),
    "registry.inspections.FLOW": ("planned",),
    "registry.orders.FLOW": ("drafted",),
    "registry.penalties.FLOW": ("opened",),
    "registry.tips.COMPLAINTS": ("received",),
    "registry.tips.TIPS": ("received",),
    "site.dossiers.FLOW": ("kept", "applied", "received"),
    "site.dossiers.MENDING": ("open",),
    "site.exports.FLOW": ("waiting",),
    "site.redactions.TABLE": ("making",),
    "site.requests.FLOW": ("filed",),
    "site.selfcheck.FLOW": ("",),
}
BY_THE_MACHINE = {
    "site.exports.FLOW": {"ready", "failed", "removed"},
    "site.redactions.TABLE": {"review", "preview", "failed", "released"},
}


def _tables() -> dict[str, Flow]:  # type: ignore[type-arg]
    found = {}
    for room in dict.fromkeys(name.rpartition(".")[0] for name in BEGINNINGS):
        there = importlib.import_module(f"beholden.{room}.flow")
        found |= {f"{room}.{name}": one for name, one in vars(there).items() if isinstance(one, Flow)}
    return found


def test_every_table_is_known_here_and_no_room_has_its_own_kind() -> None:
    assert set(_tables()) == set(BEGINNINGS)
    rooms = {module.room for module in modules() if module.name.endswith(".flow")} - {"ground.acts", "engines.flow"}
    assert rooms == {name.rpartition(".")[0] for name in BEGINNINGS}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_table_is_whole(name: str) -> None:
    table = _tables()[name]
    named = {state for step in table.steps for state in (*step.from_, step.to)} - {""}
    assert named <= set(table.states), "a state that is none"
    starts = {*BEGINNINGS[name], *BY_THE_MACHINE.get(name, ())}
    reached = set().union(*(reachable(table.steps, start) for start in starts))
    assert set(table.states) <= reached, "a state nothing leads to"
    for step in table.steps:
        assert step.cite and str(step.label) and table.whose.get(step.who), step
        assert re.fullmatch(r"[a-z_]+", step.action)
