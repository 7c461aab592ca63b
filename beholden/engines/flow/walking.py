"""Where a table leads, whoever acts: what tests ask of every table, and what random walks may not leave."""

from __future__ import annotations

from collections.abc import Iterable

from beholden.engines.flow.table import Step


def leads(steps: Iterable[Step]) -> set[tuple[str, str]]:
    """Every pair of states that one step joins; a step that keeps the state joins it with itself."""
    return {(state, step.to or state) for step in steps for state in step.from_}


def reachable(steps: Iterable[Step], start: str) -> set[str]:
    """Every state that some row of acts leads to from ``start``, itself included."""
    pairs = leads(steps)
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        new = {to for state, to in pairs if state == here} - found
        found |= new
        waiting.extend(sorted(new))
    return found


def ends(steps: Iterable[Step]) -> set[str]:
    """States that are reached and never left."""
    pairs = leads(steps)
    return {to for _state, to in pairs} - {state for state, to in pairs if to != state}
