"""The flow table is the whole truth: each act from each state by each person goes through exactly where it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from beholden.engines.flow import leads, reachable
from beholden.ground.acts.refusals import Refused
from beholden.ground.people.models import Account
from beholden.site.access.tests.stage import Stage
from beholden.site.redactions import flow, services
from beholden.site.redactions.models import Aim, Redaction, State
from beholden.site.redactions.tests.made import a_copy, visitor, watched
from beholden.site.requests.tests.made import second_manager

Act = Callable[[Account, Redaction], object]
DOES: dict[str, Act] = {
    "watch": lambda by, made: services.watch(visitor(by), made),
    "uncover": lambda by, made: services.change(by, made, "uncover", ["1"], "申请人本人"),
    "cover": lambda by, made: services.change(by, made, "cover", ["1"], "看错了"),
    "polygon": lambda by, made: services.draw(by, made, services.Drawn("10,10 30,10 30,30", "0", "5"), "招牌"),
    "erase": lambda by, made: services.erase(by, made, 1, "多余"),
    "confirm": lambda by, made: services.confirm(by, made, "从头到尾看过"),
    "download": lambda by, made: services.take(visitor(by), made),
    **{
        name: lambda by, made, name=name: services.act(by, made, name)  # type: ignore[misc]
        for name in services.PLAIN
    },
}


def test_every_act_of_the_table_is_tried_here() -> None:
    assert set(DOES) == {step.action for step in flow.STEPS}


@pytest.mark.parametrize("aim", Aim.values)
@pytest.mark.parametrize("state", State.values)
def test_an_act_is_taken_or_refused_with_a_sentence(stage: Stage, aim: str, state: str) -> None:
    if (state == State.PREVIEW) != (aim == Aim.MOSAIC) and state in (State.PREVIEW, State.REVIEW, State.CONFIRMED):
        return  # the database knows no such copy
    if state == State.RELEASED and aim != Aim.PUBLICATION:
        return
    people = (stage.cast.guard, stage.cast.manager, stage.cast.other_manager, stage.cast.auditor)
    for name, does in DOES.items():
        for who in people:
            made = a_copy(stage, State(state), Aim(aim))
            found = flow.verdict(made, name, who)
            fits = any(step.action == name and state in step.from_ and aim in step.aims for step in flow.STEPS)
            assert not found.allowed or (fits and who.organisation == stage.system.unit), (name, who.username)
            assert found.allowed or found.why, (name, who.username)
            if not found.allowed:
                with pytest.raises(Refused, match=r".{6}"):
                    does(who, made)
                made.refresh_from_db()
                assert made.state == state
            else:
                step = next(step for step in flow.STEPS if step.action == name and state in step.from_)
                _done(does, who, made, name)
                made.refresh_from_db()
                assert made.state == (step.to or state), name
            made.delete()


def _done(does: Act, who: Account, made: Redaction, name: str) -> None:
    """An act that the table lets through, though what it is about may be missing."""
    if name in ("cover", "erase"):  # nothing is open yet, nothing drawn
        with pytest.raises(Refused, match=r"已经是这样|没有这块"):
            does(who, made)
    else:
        does(who, made)


def test_the_table_leads_everywhere_and_a_copy_that_is_gone_stays_gone() -> None:
    every = (*flow.STEPS, *flow.MOVES)
    assert reachable(every, State.MAKING) == set(State.values)
    assert not {to for state, to in leads(flow.STEPS) if state == State.REMOVED} - {State.REMOVED}
    assert ("review", "released") not in leads(every)  # what is handed out was confirmed


def test_confirming_is_open_only_after_the_copy_as_it_is_now_was_watched(stage: Stage) -> None:
    made = a_copy(stage)
    guard = stage.cast.guard
    assert "还没有看过" in flow.verdict(made, "confirm", guard).why
    watched(guard, made)
    assert flow.verdict(made, "confirm", guard).allowed
    assert not flow.verdict(made, "confirm", stage.cast.manager).allowed  # each looks with the own eyes
    services.change(guard, made, "uncover", ["2"], "申请人本人")
    made.refresh_from_db()
    assert "还没有应用" in flow.verdict(made, "confirm", guard).why
    Redaction.objects.filter(pk=made.pk).update(made=made.plan, made_at=timezone.now())
    made.refresh_from_db()
    assert "还没有看过" in flow.verdict(made, "confirm", guard).why


def test_what_is_published_two_persons_saw_and_the_database_says_so_too(stage: Stage) -> None:
    from django.db import IntegrityError, transaction

    made = a_copy(stage, aim=Aim.PUBLICATION)
    guard, manager, other = stage.cast.guard, stage.cast.manager, second_manager(stage.cast)
    for one in (guard, manager, other):
        watched(one, made)
    assert "须由另一人" in flow.verdict(made, "confirm", guard).why
    assert flow.verdict(made, "confirm", manager).allowed
    services.change(manager, made, "uncover", ["1"], "店员同意出镜")
    Redaction.objects.filter(pk=made.pk).update(made=1)
    made.refresh_from_db()
    assert "须由另一人" in flow.verdict(made, "confirm", manager).why  # who opened something does not confirm it
    services.confirm(other, made, "逐项看过，只露出店员")
    made.refresh_from_db()
    assert (made.state, made.confirmed_by) == ("confirmed", other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Redaction.objects.filter(pk=made.pk).update(confirmed_by=guard)
    for wrong in ({"sha256": ""}, {"left": 1}, {"confirmed_by": None}, {"plan": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Redaction.objects.filter(pk=made.pk).update(**wrong)


def test_the_page_in_docs_holds_this_very_table(root: Path) -> None:
    assert flow.table() in (root / "docs" / "know" / "masked-copies.md").read_text(encoding="utf-8")
