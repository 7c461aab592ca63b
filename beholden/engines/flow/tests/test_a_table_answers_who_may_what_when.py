"""A door with two kinds: the order of asking, what is offered, what is printed, where it leads; random walks."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from beholden.engines.flow import Flow, Reason, Step, ends, leads, printed, reachable

STEPS = (
    Step("open", "Open", ("shut",), "open", "guest", "A1"),
    Step("open", "Open by key", ("locked",), "open", "owner", "A2"),
    Step("shut", "Shut", ("open",), "shut", "guest", "A1"),
    Step("lock", "Lock", ("shut",), "locked", "owner", "A2"),
    Step("paint", "Paint", ("shut", "open"), "", "owner", "A3"),
    Step("remove", "Remove", ("open", "shut"), "gone", "owner", "A4"),
)


@dataclass
class Door:
    """A case; ``painted`` stands for whatever else may be missing."""

    state: str = "shut"
    wooden: bool = True
    dry: bool = True
    asked: list[str] = field(default_factory=list)


class Doors(Flow[Step, Door, str]):
    """Persons are what they are called; an owner is a guest too."""

    def holds(self, who: str, actor: str, case: Door) -> bool:
        case.asked.append(who)
        return actor in (who, "owner")

    def no_step(self, case: Door, action: str) -> str:
        return f"no {action}"

    def not_you(self, step: Step, case: Door, actor: str) -> tuple[str, str]:
        return f"only the {step.who}", "A9"

    def not_now(self, step: Step, case: Door) -> str:
        return f"it is {case.state}"

    def knows(self, step: Step, case: Door) -> bool:
        return case.wooden or step.action != "paint"

    def lacks(self, step: Step, case: Door) -> tuple[str, str]:
        return ("", "") if case.dry or step.action != "lock" else ("wet paint", "A5")


class StateFirst(Doors):
    """The same, saying first that it is not the moment."""

    state_first = True


def test_an_act_is_allowed_or_refused_for_the_first_thing_that_stands_in_its_way() -> None:
    flow, door = Doors(STEPS), Door()
    allowed = flow.verdict(door, "open", "guest")
    assert (allowed.allowed, allowed.why, allowed.step, allowed.label, allowed.cite) == (
        True,
        "",
        STEPS[0],
        "Open",
        "A1",
    )
    cases = [
        (Door(wooden=False), "paint", "guest", Reason.NO_STEP, "no paint", "", "paint"),
        (Door(state="gone"), "lock", "guest", Reason.NOT_YOU, "only the owner", "A9", "Lock"),
        (Door(state="gone"), "lock", "owner", Reason.NOT_NOW, "it is gone", "A2", "Lock"),
        (Door(dry=False), "lock", "owner", Reason.LACKING, "wet paint", "A5", "Lock"),
        (Door(state="locked"), "open", "guest", Reason.NOT_YOU, "only the owner", "A9", "Open by key"),
    ]
    for case, action, actor, reason, why, cite, label in cases:
        found = flow.verdict(case, action, actor)
        assert not found.allowed
        assert (found.reason, found.why, found.cite, found.label) == (reason, why, cite, label), action
    assert StateFirst(STEPS).verdict(Door(state="gone"), "lock", "guest").reason is Reason.NOT_NOW
    assert flow.verdict(door, "open", "guest", rows=[]).reason is Reason.NO_STEP


def test_offered_is_what_is_for_this_person_with_its_reason_and_each_role_is_asked_once() -> None:
    flow, door = Doors(STEPS), Door()
    assert [(one.action, one.allowed) for one in flow.offered(door, "guest")] == [("open", True), ("shut", False)]
    assert sorted(door.asked) == ["guest", "owner"]
    assert [one.action for one in flow.offered(Door(wooden=False), "owner")] == ["open", "shut", "lock", "remove"]
    assert [one.action for one in flow.every(door, "stranger")] == list(flow.actions)
    assert flow.offered(door, "stranger") == []


def test_a_table_is_printed_as_its_columns_say() -> None:
    said = printed(STEPS[:1], {"act": lambda step: step.label, "from": lambda step: "/".join(step.from_)})
    assert said == "| act | from |\n|---|---|\n| Open | shut |\n"


def test_where_a_table_leads_and_where_it_ends() -> None:
    assert reachable(STEPS, "shut") == {"shut", "open", "locked", "gone"}
    assert reachable(STEPS, "gone") == {"gone"}
    assert ends(STEPS) == {"gone"}
    assert ("open", "open") in leads(STEPS) and ("locked", "gone") not in leads(STEPS)


def test_no_random_walk_of_what_is_allowed_leaves_the_table() -> None:
    dice, flow = random.Random(11), Doors(STEPS)
    for _walk in range(300):
        door = Door(wooden=dice.random() < 0.5)
        for _step in range(8):
            before, action = door.state, dice.choice(flow.actions)
            found = flow.verdict(door, action, dice.choice(["guest", "owner", "stranger"]))
            assert found.allowed is (found.reason is None) is (found.why == "")
            if found.allowed and found.step is not None:
                door.state = found.step.to or door.state
                assert (before, door.state) in leads(STEPS)
        assert door.state in reachable(STEPS, "shut")
