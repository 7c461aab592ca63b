"""The table in the docs is the one the product runs on; each row has its article, each state a way out or an end."""

from __future__ import annotations

from pathlib import Path

from beholden.registry.orders import flow, lawful
from beholden.registry.orders.models import CLOSED, Manner, State


def test_the_docs_print_the_table(root: Path) -> None:
    text = (root / "docs/know/supervision.md").read_text(encoding="utf-8")
    printed = text.split("<!-- flow orders -->\n")[1].split("<!-- end -->")[0]
    assert printed == flow.table()


def test_every_state_is_left_or_is_an_end() -> None:
    left = {state for step in flow.STEPS for state in step.from_}
    assert set(State) - left == {*CLOSED, State.REVOKED, State.DISCARDED}
    assert {step.to for step in flow.STEPS} - {""} | {State.DRAFTED} == set(State)


def test_each_row_rests_on_a_text_that_is_there() -> None:
    for step in flow.STEPS:
        assert lawful.book().passage(step.cite).cite, step.action  # raises where the text has no such article


def test_manners_of_service_are_those_of_the_law() -> None:
    labels = lawful.book().rule(lawful.MANNERS).labels
    assert {one.value for one in Manner} == set(labels)
    assert [str(one.label) for one in Manner] == [labels[one.value][0] for one in Manner]
