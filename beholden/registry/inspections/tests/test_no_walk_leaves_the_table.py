"""Random sequences of acts: the pure table ten thousand times, the services some hundreds, PostgreSQL on a server."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections import flow, services
from beholden.registry.inspections.models import Inspection, Outcome, State
from beholden.registry.inspections.tests.made import NOW, fresh, planned, signed, walked

ENDS = (State.CLOSED, State.CANCELLED)
CAUSES = {"refuse": "refused", "absent": "absent", "resume": ""}
ACTS: dict[str, Callable[[Account, Inspection], Any]] = {
    "reschedule": lambda by, one: services.reschedule(by, one, now=NOW),
    "cancel": lambda by, one: services.cancel(by, one, why="不再需要检查", now=NOW),
    "begin": lambda by, one: services.begin(by, one, shown=["identification"], now=NOW),
    "add_item": lambda by, one: services.add_item(by, one, 9, why="发现新的情况", now=NOW),
    "answer": lambda by, one: services.answer(by, one, 1, "conform", now=NOW),
    "attach": lambda by, one: services.announce(by, one, "body_camera", reference="A-1", now=NOW),
    "drop": lambda by, one: services.drop(by, one, "e-none", why="拍摄模糊不清", now=NOW),
    "note": lambda by, one: services.jot(by, one, "备注", now=NOW),
    "refuse": lambda by, one: services.record_refusal(by, one, words="拒绝入内检查", now=NOW),
    "absent": lambda by, one: services.record_absence(by, one, words="现场无人应答", now=NOW),
    "resume": lambda by, one: services.resume(by, one, why="负责人已经到场", now=NOW),
    "sign": lambda by, one: services.sign(by, one, "officer", "typed", now=NOW),
    "close": lambda by, one: services.close(by, one, NOW),
    "tell": lambda by, one: services.tell(by, one, how="当面告知李经理", now=NOW),
}


def test_every_act_of_the_table_is_walked() -> None:
    assert set(ACTS) == set(flow.ACTIONS)


def test_ten_thousand_walks_on_the_table_end_only_where_it_says() -> None:
    line = random.Random(11)
    reached: set[tuple[str, str]] = set()
    for _walk in range(10_000):
        state, outcome = str(State.PLANNED), ""
        for action in line.choices(flow.ACTIONS, k=12):
            if not flow.allows(action, state, outcome):
                continue
            assert state in flow.row(action).from_
            state = flow.row(action).to or state
            outcome = CAUSES.get(action, outcome)
            reached.add((state, outcome))
            assert state != State.CANCELLED or outcome == ""
    forbidden = set(itertools.product(State.values, Outcome.values)) - reached
    assert forbidden == {
        ("planned", "refused"),
        ("planned", "absent"),
        ("cancelled", "refused"),
        ("cancelled", "absent"),
    }
    for action, state in itertools.product(flow.ACTIONS, ENDS):
        assert flow.row(action).to == "" or not flow.allows(action, state, "")


def attempt(cast: Cast, before: Inspection, action: str, line: random.Random) -> Inspection | None:
    """One act by somebody: the visit as it left it, None when it was refused and changed nothing."""
    others = [cast.supervisor, cast.manager, cast.other_county_officer]
    by = line.choice([*[cast.station_officer] * 4, *[cast.county_officer] * 4, *others])
    allowed = flow.verdict(before, action, by).allowed
    try:
        ACTS[action](by, before)
    except services.Refused as refused:
        assert str(refused)
        (now,) = Inspection.objects.filter(pk=before.pk).values_list("state", "outcome", "revision")
        assert now == (before.state, before.outcome, before.revision)
        return None
    after = fresh(before)
    assert allowed, (action, before.state)
    assert after.state == (flow.row(action).to or before.state)
    assert after.outcome == CAUSES.get(action, before.outcome)
    return after


def bases(cast: Cast) -> list[Inspection]:
    """A visit in each state and case, to walk on from."""
    by = cast.station_officer

    def visit(name: str) -> Inspection:
        return planned(cast, place=f"{name}的一处", unit=None, unit_name=f"{name}的单位")

    found = [visit("待检查"), *(begin(visit(name)) for name in ("检查中", "拒绝", "无人"))]
    services.record_refusal(by, found[2], words="拒绝入内检查", now=NOW)
    services.record_absence(by, found[3], words="现场无人应答", now=NOW)
    ready, closed = (walked(cast, place=f"{name}处", unit=None, unit_name=name) for name in ("甲店", "乙店"))
    services.close(by, closed, NOW)
    made = [*found, ready, closed, services.cancel(by, visit("取消"), why="不再需要检查", now=NOW)]
    return [fresh(one) for one in made]


def begin(visit: Inspection) -> Inspection:
    officer = visit.officers.order_by("pk").first()
    assert officer is not None
    return services.begin(officer, visit, shown=["identification"], now=NOW)


def sequence(cast: Cast, visit: Inspection, line: random.Random, length: int, tally: Counter[str]) -> None:
    """So many random acts on a visit, one after the other."""
    for action in line.choices(flow.ACTIONS, k=length):
        after = attempt(cast, visit, action, line)
        visit = after or visit
        tally[action if after else "refused"] += 1


def walk(cast: Cast, walks: int, seed: int) -> dict[str, int]:
    """Random acts by random people on so many visits; how often each was done."""
    line = random.Random(seed)
    done: dict[str, int] = {}
    for number in range(walks):
        visit = planned(cast, place=f"第 {seed}-{number} 处", unit=None, unit_name=f"单位 {seed}-{number}")
        if line.random() < 0.4:
            visit = services.begin(cast.station_officer, visit, shown=["identification"], now=NOW)
            for item in visit.items:
                services.answer(cast.station_officer, visit, item, "conform", now=NOW)
            services.announce(cast.station_officer, visit, "body_camera", reference="A-1", now=NOW)
            signed(visit)
        visit = fresh(visit)
        for action in line.choices(flow.ACTIONS, k=4):
            if after := attempt(cast, visit, action, line):
                visit = after
                done[action] = done.get(action, 0) + 1
    return done


@pytest.mark.django_db
def test_some_walks_through_the_services_never_leave_the_table(cast: Cast) -> None:
    done = walk(cast, 15, 3)
    assert len(done) >= 5, done
    assert sum(done.values()) >= 10, done
