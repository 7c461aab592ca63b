"""Each act in each state by each office: what the tables let through happens, all else changes nothing."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from beholden.engines import flow as engine
from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.answers import Refused
from beholden.registry.tips import flow, sealed, services
from beholden.registry.tips.models import Complaint, ComplaintState, Tip, TipState
from beholden.registry.tips.tests.reported import NOW, complained, fresh, reported

pytestmark = pytest.mark.django_db
DOC = Path(__file__).resolve().parents[4] / "docs" / "know" / "supervision.md"


def tip_acts(cast: Cast) -> dict[str, Callable[[Account, Tip], object]]:
    to = cast.other_authority
    return {
        "take": lambda by, one: services.take(by, one, now=NOW),
        "acknowledge": lambda by, one: services.acknowledge(by, one, now=NOW),
        "take_over": lambda by, one: services.take_over(by, one, why="原经办人休假", now=NOW),
        "transfer": lambda by, one: services.transfer(by, one, to=to, why="不属于本单位管辖", now=NOW),
        "locate": lambda by, one: services.locate(by, one, lon=118.2, lat=39.6, now=NOW),
        "ask": lambda by, one: services.ask(by, one, words="在哪一层？", now=NOW),
        "reveal": lambda by, one: services.reveal(by, one, why="核实举报", now=NOW),
        "route": lambda by, one: services.route(by, one, words="请向管理单位提出。", now=NOW),
        "answer": lambda by, one: services.answer(by, one, outcome="not_found", words="经查没有发现。", now=NOW),
    }


def standing(cast: Cast, state: str, number: int) -> Tip:
    """A tip put into a state by hand: only what the table says may follow."""
    tip, _receipt = reported(number)
    done = state in (TipState.ANSWERED, TipState.ROUTED)
    Tip.objects.filter(pk=tip.pk).update(
        state=state,
        handler=None if state in (TipState.RECEIVED, TipState.TRANSFERRED) else cast.county_officer,
        answered_at=NOW if done else None,
        outcome="found" if done else "",
        answer=sealed.shut("tip", tip.code, "answer", "已处理。") if done else "",
    )
    return Tip.objects.get(pk=tip.pk)


PARTS = {
    "county_officer": {flow.OFFICER, flow.HANDLER},
    "station_officer": {flow.OFFICER, flow.COLLEAGUE},
    "supervisor": set(),
    "other_county_officer": set(),
    "manager": set(),
    "auditor": set(),
    "discipline_officer": set(),
}


@pytest.mark.parametrize("state", TipState.values)
def test_only_what_the_table_of_tips_allows_happens(cast: Cast, state: str) -> None:
    number = 0
    kept = standing(cast, state, number)
    for action, act in tip_acts(cast).items():
        for part, offices in PARTS.items():
            row = next((step for step in flow.TIP_STEPS if step.action == action and state in step.from_), None)
            wanted = row is not None and row.who in offices
            account = getattr(cast, part)
            assert flow.verdict(kept, action, account).allowed is wanted, (action, part)
            if not wanted:
                with pytest.raises(Refused) as refused:
                    act(account, kept)
                assert str(refused.value)
                assert (fresh(kept).state, fresh(kept).revision) == (state, kept.revision), (action, part)
                continue
            number += 1
            one = standing(cast, state, number)
            act(account, one)
            assert row is not None
            assert fresh(one).state == (row.to or state), action


@pytest.mark.parametrize("state", ComplaintState.values)
def test_only_what_the_table_of_complaints_allows_happens(cast: Cast, state: str) -> None:
    acts = complaint_acts()
    number = 0
    for action, act in acts.items():
        for part in ("discipline_officer", "city_officer", "supervisor", "system_admin"):
            number += 1
            one, _receipt = complained(cast.authority, number)
            done = state == ComplaintState.ANSWERED
            Complaint.objects.filter(pk=one.pk).update(
                state=state,
                answered_at=NOW if done else None,
                outcome="founded" if done else "",
                answer="b1.x" if done else "",
            )
            one = fresh(one)
            row = next((step for step in flow.COMPLAINT_STEPS if step.action == action and state in step.from_), None)
            wanted = row is not None and part == "discipline_officer"
            account = getattr(cast, part)
            assert flow.verdict(one, action, account).allowed is wanted, (action, part)
            if wanted:
                act(account, one)
                assert row is not None
                assert fresh(one).state == (row.to or state)
                continue
            with pytest.raises(Refused):
                act(account, one)
            assert (fresh(one).state, fresh(one).revision) == (state, one.revision)


def complaint_acts() -> dict[str, Callable[[Account, Complaint], object]]:
    return {
        "accept": lambda by, one: services.accept(by, one, now=NOW),
        "examine": lambda by, one: services.examine(by, one, now=NOW),
        "ask": lambda by, one: services.ask_complainant(by, one, words="请补充。", now=NOW),
        "answer": lambda by, one: services.answer_complaint(by, one, outcome="unfounded", words="经查不实。", now=NOW),
    }


def bases(cast: Cast) -> list[Tip | Complaint]:
    """A tip in each state, with its handler and without, and a complaint in each."""
    by, desk = cast.county_officer, cast.discipline_officer
    tips = [reported(number)[0] for number in range(700, 705)]
    for one in tips[1:4]:
        services.take(by, fresh(one), now=NOW)
    services.answer(by, fresh(tips[2]), outcome="not_found", words="经查没有发现。", now=NOW)
    services.route(by, fresh(tips[3]), words="请向管理单位提出。", now=NOW)
    services.transfer(by, fresh(tips[4]), to=cast.other_authority, why="不属于本单位管辖", now=NOW)
    complaints = [complained(cast.authority, number)[0] for number in range(700, 704)]
    for one in complaints[1:]:
        services.accept(desk, fresh(one), now=NOW)
    services.examine(desk, fresh(complaints[2]), now=NOW)
    services.answer_complaint(desk, fresh(complaints[3]), outcome="unfounded", words="经查不实。", now=NOW)
    return [fresh(one) for one in (*tips, *complaints)]


def sequence(cast: Cast, one: Tip | Complaint, dice: random.Random, length: int, tally: Counter[str]) -> None:
    """So many random acts by random people on a tip or a complaint; a refusal changes nothing."""
    parts = ["county_officer", "station_officer", "supervisor", "other_county_officer", "manager", "discipline_officer"]
    people = [getattr(cast, part) for part in parts]
    tip = isinstance(one, Tip)
    acts: dict[str, Any] = tip_acts(cast) if tip else complaint_acts()
    leads = engine.leads(flow.TIP_STEPS if tip else flow.COMPLAINT_STEPS)
    before = one
    for turn in range(length):
        by = dice.choice(people)
        name = dice.choice([*acts, "add"] if tip else list(acts))
        allowed = flow.verdict(before, name, None if name == "add" else by).allowed
        try:
            if name == "add":
                services.add(before, token=f"added-{dice.random():.12f}-{turn}", words="补充一点。", now=NOW)
            else:
                acts[name](by, before)
        except Refused as refused:
            assert str(refused)
            (now,) = type(one).objects.filter(pk=one.pk).values_list("state", "revision")
            assert now == (before.state, before.revision), name
            tally["refused"] += 1
            continue
        after = fresh(one)
        assert allowed, (name, before.state)
        assert (before.state, after.state) in leads, (name, before.state)
        tally[("" if tip else "complaint ") + name] += 1
        before = after


def walks(cast: Cast, seed: int, turns: int) -> dict[str, int]:
    """Random acts by random people on one tip; how many were done and refused."""
    choice = random.Random(seed)
    acts = {name: act for name, act in tip_acts(cast).items() if name not in ("answer", "route", "transfer")}
    people = [cast.county_officer, cast.station_officer, cast.supervisor, cast.other_county_officer, cast.manager]
    leads = {(state, step.to or state) for step in flow.TIP_STEPS for state in step.from_}
    tip, _receipt = reported(seed)
    tally = {"done": 0, "refused": 0}
    for turn in range(turns):
        before = fresh(tip)
        name = choice.choice([*acts, "add"])
        try:
            if name == "add":
                services.add(before, token=f"added-{seed}-{turn:06d}", words="补充一点。", now=NOW)
            else:
                acts[name](choice.choice(people), before)
        except Refused:
            assert fresh(tip).revision == before.revision
            tally["refused"] += 1
            continue
        tally["done"] += 1
        assert (before.state, fresh(tip).state) in leads
    return tally


def test_no_walk_of_random_acts_leaves_the_table(cast: Cast) -> None:
    tally = walks(cast, 7, 120)
    assert tally["done"] > 12, tally


def test_two_who_press_at_once_are_told_and_nothing_happens_twice(cast: Cast) -> None:
    tip, _receipt = reported()
    services.take(cast.county_officer, tip, seen=tip.revision, now=NOW)
    with pytest.raises(Refused, match="刚刚有了新的变化"):
        services.take(cast.station_officer, tip, seen=tip.revision, now=NOW)
    assert fresh(tip).handler == cast.county_officer


def test_the_tables_stand_in_the_documentation() -> None:
    text = DOC.read_text(encoding="utf-8")
    assert flow.table("tips") in text
    assert flow.table("complaints") in text
