"""Whatever is tried in whatever order: only what the table allows happens, and no state lacks what the law asks."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from beholden.ground.people.tests.cast import Cast
from beholden.registry.orders import flow, queries, services
from beholden.registry.orders.models import CLOSED, FileKind, Kind, Order, State
from beholden.registry.orders.tests.made import NOW, PDF, fresh, handed, proof, walk
from beholden.registry.orders.tests.made import drafted as draft

RESULTS = sorted({step.result for step in flow.STEPS} - {""})
ENDS = {*CLOSED, State.REVOKED, State.DISCARDED}
GOAL = {State.SERVED: State.ISSUED, State.REINSPECTING: State.SERVED}  # one never comes without the other before it


def test_ten_thousand_walks_over_the_table_reach_no_forbidden_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow.FLOW, "holds", lambda who, account, order: who == account)
    dice, reached = random.Random(20261121), set()
    for _walk in range(10_000):
        order: Any = SimpleNamespace(kind=dice.choice(Kind.values), state=State.DRAFTED)
        been = [order.state]
        for _step in range(9):
            row = dice.choice(flow.STEPS)
            action, result = row.action, row.result
            who = row.who if dice.random() < 0.9 else flow.SUPERVISOR
            found = flow.verdict(order, action, who, result)  # type: ignore[arg-type]
            if not found.allowed:
                continue
            assert found.step is not None
            order.state = found.step.to or order.state
            been.append(order.state)
            if order.state in ENDS:
                assert not any(order.state in step.from_ for step in flow.STEPS)
                break
        for later, earlier in GOAL.items():
            if later in been:
                assert earlier in been[: been.index(later)], been
        if State.CLOSED_REFUSED in been:
            assert State.REINSPECTING in been
        reached.add(order.state)
    assert reached == set(State)


def world_holds(order: Order, today: date) -> None:
    """What must be true of every order, whatever was done."""
    if order.state not in (State.DRAFTED, State.DISCARDED):
        assert order.number
        assert order.issued_on
    if order.state in (State.SERVED, State.REPORTED, State.REINSPECTING, *CLOSED):
        assert order.served_on
        assert order.served_on >= order.issued_on  # type: ignore[operator]
        assert order.files.filter(kind=FileKind.SERVICE_PROOF).exists()
    if order.kind == Kind.TIME_LIMITED and order.served_on:
        assert order.expires_on
        assert order.expires_on > order.served_on
    refusal = queries.refusal(order)
    assert (order.state == State.CLOSED_REFUSED) is (refusal is not None)
    if refusal is not None:
        assert refusal.inspection.state == "closed"
        assert order.expires_on is None or refusal.done_on > order.expires_on  # type: ignore[operator]
    running = [one for one in queries.clocks(order, today) if one.deadline.running]
    if order.state in ENDS:
        assert not running
        assert order.due is None
    for look in order.reinspections.filter(early=False):
        assert order.kind == Kind.IMMEDIATE or look.scheduled_on > order.expires_on  # type: ignore[operator]


def moves(cast: Cast, dice: random.Random) -> dict[str, Callable[[Order, datetime], object]]:
    by = cast.station_officer

    def visit(order: Order, now: datetime) -> object:
        last = order.reinspections.select_related("inspection").last()
        if last is None:
            raise services.Refused("none", "none")
        bad = order.items if dice.random() < 0.5 else []
        closed = walk(cast, last.inspection, bad=bad, now=now)
        services.visit_closed(closed, now=now)
        return closed

    def conclude(order: Order, now: datetime) -> object:
        return services.conclude(by, order, result=dice.choice(RESULTS), why="如实记录的情况", now=now)

    return {
        "issue": lambda order, now: services.issue(by, order, now=now),
        "discard": lambda order, now: services.discard(by, order, now=now),
        "serve": lambda order, now: services.serve(by, order, handed(now.date()), proof(), now=now),
        "report": lambda order, now: services.report_correction(
            cast.manager, order, text="已经改正", asks_early=dice.random() < 0.5, uploaded=[("a.pdf", [PDF])], now=now
        ),
        "extend": lambda order, now: services.extend(by, order, days=3, why="确有困难", now=now),
        "reinspect": lambda order, now: services.plan_reinspection(by, order, now=now),
        "by itself": lambda order, now: services.plan_due(now),
        "visit": visit,
        "conclude": conclude,
        "revoke": lambda order, now: services.revoke(cast.supervisor, order, why="不应责令", now=now),
    }


def walks(cast: Cast, seed: int, steps: int) -> dict[str, int]:
    """Random acts on few orders, days passing; how many were done and refused, and the states seen."""
    dice, now = random.Random(seed), NOW
    tally = {"done": 0, "refused": 0}
    acts = moves(cast, dice)
    rare = {"revoke": 0.15, "discard": 0.15}
    orders: list[Order] = []
    for _step in range(steps):
        if not orders or (len(orders) < 5 and dice.random() < 0.08):
            orders.append(draft(cast, dice.choice(Kind.values), now=now, override_reason="另一项检查"))
        order = fresh(dice.choice(orders[-3:]))
        name = dice.choice([one for one in acts if dice.random() < rare.get(one, 1.0)])
        before = (order.state, order.revision)
        try:
            acts[name](order, now)
            tally["done"] += 1
        except services.Refused:
            assert (fresh(order).state, fresh(order).revision) == before, name
            tally["refused"] += 1
        world_holds(fresh(order), now.date())
        now += timedelta(days=dice.choice([0, 0, 1, 1, 2, 4]))
    for order in orders:
        kept = fresh(order)
        tally[kept.state] = tally.get(kept.state, 0) + 1
    return tally


def test_random_acts_through_the_services_keep_the_world_whole(cast: Cast) -> None:
    tally = walks(cast, 1, 60)
    assert tally["done"] >= 8, tally
    assert tally["refused"] >= 20, tally


@pytest.mark.server
@pytest.mark.parametrize("seed", [2, 3, 4])
def test_hundreds_more_reach_every_end(cast: Cast, seed: int) -> None:
    tally = walks(cast, seed, 220)
    assert tally["done"] >= 25, tally
