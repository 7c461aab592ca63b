"""Whatever is tried in whatever order: only what the table allows happens, and no state lacks what the law asks."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from beholden.engines import flow as engine
from beholden.ground.people.tests.cast import Cast
from beholden.registry.orders import flow, queries, services
from beholden.registry.orders.models import CLOSED, RUNNING, FileKind, Kind, Order, State
from beholden.registry.orders.tests.made import NOW, PDF, at, fresh, handed, proof, walk
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


RARE = {"revoke": 0.15, "discard": 0.15}


def attempt(act: Callable[[Order, datetime], object], order: Order, now: datetime, name: str) -> bool:
    """One act, whether it was done; a refusal changes nothing, and the world holds either way."""
    before = (order.state, order.revision)
    leads = engine.leads(flow.STEPS)
    try:
        act(order, now)
    except services.Refused:
        assert (fresh(order).state, fresh(order).revision) == before, name
        done = False
    else:
        after = fresh(order).state
        planned = (State.REINSPECTING,) if {to for one, to in leads if one == before[0]} & {*RUNNING} else ()
        assert (before[0], after) in leads or after in (before[0], *planned), name  # a re-inspection plans itself
        done = True
    world_holds(fresh(order), now.date())
    return done


def bases(cast: Cast) -> list[tuple[Order, datetime]]:
    """An order of each kind in each state but the ends, with a moment at which it stands so."""
    by, later = cast.station_officer, timedelta(days=40)
    found: list[tuple[Order, datetime]] = []
    for kind in Kind.values:
        made = [draft(cast, kind, now=NOW, override_reason="另一项检查") for _number in range(5)]
        for one in made[1:]:
            services.issue(by, fresh(one), now=NOW)
        for one in made[2:]:
            services.serve(by, fresh(one), handed(), proof(), now=NOW)
        for one in made[3:]:
            services.report_correction(
                cast.manager, fresh(one), text="已经改正", asks_early=kind == Kind.TIME_LIMITED, now=NOW
            )
        for one in made:
            found += [(fresh(one), NOW), (fresh(one), NOW + later)]
        services.plan_due(NOW + timedelta(days=25))
        closed = made[4].reinspections.select_related("inspection").last()
        if closed is not None:
            when = at(closed.scheduled_on)
            services.visit_closed(walk(cast, closed.inspection, bad=made[4].items, now=when), now=when)
            found.append((fresh(made[4]), when + timedelta(hours=3)))
    return [(fresh(one), now) for one, now in found]


def sequence(cast: Cast, base: tuple[Order, datetime], dice: random.Random, length: int, tally: Counter[str]) -> None:
    """So many random acts on an order, days passing."""
    (order, now), acts = base, moves(cast, dice)
    for _step in range(length):
        name = dice.choice([one for one in acts if dice.random() < {**RARE, "by itself": 0.1}.get(one, 1.0)])
        tally[name if attempt(acts[name], fresh(order), now, name) else "refused"] += 1
        now += timedelta(days=dice.choice([0, 0, 1, 1, 2, 4]))
    tally[f"state {fresh(order).state}"] += 1


def walks(cast: Cast, seed: int, steps: int) -> dict[str, int]:
    """Random acts on few orders, days passing; how many were done and refused, and the states seen."""
    dice, now = random.Random(seed), NOW
    tally = {"done": 0, "refused": 0}
    acts = moves(cast, dice)
    orders: list[Order] = []
    for _step in range(steps):
        if not orders or (len(orders) < 5 and dice.random() < 0.08):
            orders.append(draft(cast, dice.choice(Kind.values), now=now, override_reason="另一项检查"))
        name = dice.choice([one for one in acts if dice.random() < RARE.get(one, 1.0)])
        tally["done" if attempt(acts[name], fresh(dice.choice(orders[-3:])), now, name) else "refused"] += 1
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
