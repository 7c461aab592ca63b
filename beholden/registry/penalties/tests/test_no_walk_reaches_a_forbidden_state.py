"""Ten thousand walks over the table, and real ones through the services: never a state the table does not lead to."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.registry.penalties import flow, services
from beholden.registry.penalties.models import Case, EventKind, Outcome, State
from beholden.registry.penalties.services import Refused, hearings
from beholden.registry.penalties.tests.made import (
    BOSS,
    NOW,
    decided,
    fresh,
    main,
    noticed,
    opened,
    propose,
    proposed,
    served,
    under_review,
)

MEASURES = ("confiscate_equipment", "delete_footage")
STRANGERS = ("other_manager", "other_county_officer", "city_officer", "guard", "auditor", "resident", "sector_officer")
PARTS = ("county_officer", "supervisor", "manager", "station_officer", "other_manager", "other_county_officer")


def test_ten_thousand_walks_over_the_table_keep_its_promises(cast: Cast) -> None:
    chance = random.Random(799)
    case = Case(authority=cast.authority, unit=cast.unit, violation="P-27-1")
    accounts = [getattr(cast, part) for part in PARTS]
    can = {  # who may at all, asked once: a walk asks a hundred thousand times
        (step.action, told): [one for one in accounts if _may(case, step, one, told)]
        for step in flow.STEPS
        for told in (False, True)
    }
    ended = 0
    for _walk in range(10_000):
        state, outcome, path = State.OPENED.value, "", [State.OPENED.value]
        acts: list[str] = []
        for _step in range(40):
            step = chance.choice(flow.STEPS)
            told = "give_notice" in acts or "decide_on_spot" in acts
            if state not in step.from_ or step.outcome not in ("", outcome) or not can[step.action, told]:
                continue
            acts.append(step.action)
            outcome = {"propose": "penalty", "propose_none": "none"}.get(step.action, outcome)
            state = step.to or state
            path.append(str(state))
        _promises(path, acts, outcome)
        ended += state in (State.CLOSED, State.TRANSFERRED)
    assert ended > 500, "the walks got nowhere"


def _may(case: Case, step: flow.Step, account: Account, told: bool) -> bool:
    case.noticed_before, case.state, case.outcome = told, step.from_[0], step.outcome
    return flow.verdict(case, step.action, account).allowed


def _promises(path: list[str], acts: list[str], outcome: str) -> None:
    if "decided" in path and outcome == "penalty" and "decide_on_spot" not in acts:
        assert path.index("noticed") < path.index("decided"), path
        assert path.index("review") < path.index("decided"), path
    if "heard" in path:
        assert path.index("hearing_asked") < path.index("hearing_called") < path.index("heard"), path
    for before, after in (("decided", "served"), ("served", "closed")):
        if after in path:
            assert path.index(before) < path.index(after), path
    if "transferred" in path:
        assert path[-1] == "transferred"
        assert "decided" not in path
    if "closed" in path:
        assert path[-1] == "closed"


def _tries(chance: random.Random, cast: Cast, case: Case, at: Any) -> list[tuple[str, Any]]:
    """Acts with plausible and with bad values, by the flow's names."""
    who, today = main(case).code, timezone.localdate(at)
    hearing = case.hearings.filter(held_at__isnull=True, withdrawn_at__isnull=True).first()
    statement = case.statements.filter(adopted__isnull=True).first()
    fine = chance.choice([9_999, 10_000, 12_000, 20_001])
    by = getattr(cast, chance.choices(PARTS, [8, 4, 2, 1, 1, 1])[0])

    def call() -> Any:
        chairs = hearings.possible_chairs(case) if hearing else []  # who investigated may not chair: perhaps nobody can
        chair = chairs[0].code if chairs else "?"
        when = at + timedelta(days=chance.choice([1, 12]))
        return services.call_hearing(by, case, on=when, place="听证室", chair=chair, now=at)

    def propose_it() -> Any:
        told = {"measures": ["confiscate_equipment", "delete_footage"], "reason": "理由充分", "far_reason": "首件案件"}
        return services.propose(by, case, fines={who: fine}, now=at, **told)

    return [
        ("propose", propose_it),
        ("give_notice", lambda: services.give_notice(by, case, defence_until=today + timedelta(days=2), now=at)),
        ("defend", lambda: services.defend(by, case, party=who, text="申辩", now=at)),
        (
            "answer_defence",
            lambda: services.answer_defence(
                by, case, statement=statement.pk if statement else 0, adopted=True, answer="予以采纳", now=at
            ),
        ),
        ("ask_hearing", lambda: services.ask_hearing(by, case, party=who, now=at)),
        ("give_up", lambda: services.give_up(by, case, party=who, proof="签名的声明", now=at)),
        ("call_hearing", call),
        (
            "hold_hearing",
            lambda: services.hold_hearing(by, case, present="双方", record="陈述质证", opinion="建议维持", now=at),
        ),
        ("withdraw_hearing", lambda: services.withdraw_hearing(by, case, why="不再要求", now=at)),
        ("fix_evidence", lambda: services.fix_evidence(by, case, what="副本", on=today, now=at)),
        ("submit", lambda: services.submit(by, case, fines={}, reason="事实清楚", now=at)),
        ("send_back", lambda: services.send_back(by, case, why="补充理由", now=at)),
        ("approve", lambda: services.approve(by, case, now=at)),
        (
            "serve",
            lambda: services.serve(by, case, party=who, on=today, manner="direct", proof="签收", now=at),
        ),
        (
            "pay",
            lambda: services.pay(by, case, party=who, on=today, amount=10_000, receipt=str(chance.random()), now=at),
        ),
        (
            "carry_out",
            lambda: services.carry_out(
                by,
                case,
                measure=chance.choice(["confiscate_equipment", "delete_footage"]),
                on=today,
                inventory="一台",
                now=at,
            ),
        ),
        ("close", lambda: services.close(by, case, closing=chance.choice(["", "申请法院强制执行"]), now=at)),
    ]


def walks(cast: Cast, seed: int, cases: int, steps: int = 50) -> dict[str, int]:
    """Random acts on so many cases, one after the other; how many were done and refused, and where the cases ended."""
    chance, tally = random.Random(seed), {"done": 0, "refused": 0}
    for _number in range(cases):
        state = _walk(cast, chance, steps, tally)
        tally[state] = tally.get(state, 0) + 1
    return tally


def _walk(cast: Cast, chance: random.Random, steps: int, tally: dict[str, int]) -> str:
    case, at = opened(cast, inspection=None, unit=cast.unit), NOW
    for _step in range(steps):
        at += timedelta(hours=chance.choice([1, 24, 100]))
        tally["done" if _attempt(cast, fresh(case), at, chance) else "refused"] += 1
    return fresh(case).state


def _attempt(cast: Cast, case: Case, at: datetime, chance: random.Random) -> str:
    """One act by somebody: its name, or "" when it was refused and changed nothing."""
    tries = _tries(chance, cast, case, at)
    if chance.random() < 0.6:  # else most are refused for their state alone
        fitting = {step.action for step in flow.STEPS if case.state in step.from_}
        tries = [one for one in tries if one[0] in fitting] or tries
    action, act = chance.choice(tries)
    before = (case.state, case.revision)
    leads = {step.to or case.state for step in flow.rows(case, action) if case.state in step.from_}
    try:
        act()
    except Refused as refused:
        assert str(refused)
        assert (fresh(case).state, fresh(case).revision) == before, "a refusal changes nothing"
        action = ""
    else:
        after = fresh(case)
        assert after.state in leads | ({case.state} if action == "serve" else set()), (action, before, after.state)
        assert after.revision > before[1]
    _always(fresh(case))
    return action


def bases(cast: Cast) -> list[tuple[Case, datetime]]:
    """A case in each state on the way to its end, with the moment it came there."""

    def case(made: Callable[..., Case], days: int = 0) -> tuple[Case, datetime]:
        one = made(cast, inspection=None, unit=cast.unit)
        return fresh(one), NOW + timedelta(days=days)

    asked = case(noticed)
    services.ask_hearing(cast.manager, asked[0], party=main(asked[0]).code, now=NOW)
    return [
        case(opened),
        case(proposed),
        case(noticed),
        (fresh(asked[0]), NOW),
        case(under_review, 10),
        case(decided, 11),
        case(served, 12),
    ]


def sequence(cast: Cast, base: tuple[Case, datetime], chance: random.Random, length: int, tally: Counter[str]) -> None:
    """So many random acts on a case, hours and days passing."""
    case, at = base
    for _step in range(length):
        at += timedelta(hours=chance.choice([1, 24, 100]))
        tally[_attempt(cast, fresh(case), at, chance) or "refused"] += 1
    tally[f"state {fresh(case).state}"] += 1


def _always(case: Case) -> None:
    if case.state in (State.DECIDED, State.SERVED, State.CLOSED) and case.outcome == Outcome.PENALTY:
        assert case.decided_by_id not in (case.proposed_by_id, case.submitted_by_id, case.opened_by_id)
        assert case.noticed_on is not None
        assert case.events.filter(kind=EventKind.EVIDENCE).exists()
        for party in case.parties.filter(fine__isnull=False):
            assert 10_000 <= (party.fine or 0) <= (party.told_fine or 0) <= 20_000
            assert not case.statements.filter(adopted__isnull=True).exists()


def test_walks_through_the_services_never_leave_the_table(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from beholden.ground.documents import rendering

    monkeypatch.setattr(rendering, "drawn", lambda *_given, **_more: b"%PDF-1.7 drawn elsewhere\n")
    tally = walks(cast, 28, 5)
    assert tally["done"] >= 15, tally
    assert tally["refused"] >= 20, tally


def test_who_is_no_party_and_no_officer_is_refused_everything(cast: Cast) -> None:
    case = propose(cast, opened(cast, inspection=None, unit=cast.unit), 10_000)
    services.give_notice(cast.county_officer, case, defence_until=timezone.localdate(NOW) + timedelta(days=3), now=NOW)
    case = fresh(case)
    for part in (
        "other_manager",
        "other_county_officer",
        "city_officer",
        "guard",
        "auditor",
        "resident",
        "sector_officer",
    ):
        account = getattr(cast, part)
        assert flow.offered(case, account) == [], part
        for action in {step.action for step in flow.STEPS}:
            assert not flow.verdict(case, action, account).allowed, (part, action)
    assert [one.action for one in flow.offered(case, cast.manager)] == ["defend", "ask_hearing", "withdraw_hearing"]
    with pytest.raises(Refused):
        services.add_responsible(cast.county_officer, case, BOSS, now=NOW)
