"""A clock's dates, citation and calendar come from the rulebook; it ends met or dropped, and keeps its history."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from beholden.engines import rulebook
from beholden.ground.deadlines import services
from beholden.ground.deadlines.models import Deadline
from beholden.ground.people.tests.cast import COUNTY, Cast

pytestmark = pytest.mark.django_db
NEW = "filing.term.new"
FACTS = {"place_category": "op_crowd", "in_use.date": "2026-11-01"}
FILING = ("filing", "f-1")


def start(cast: Cast, on: date = date(2026, 11, 1), rule: str = NEW, **more: object) -> Deadline:
    facts = more.pop("facts", FACTS)
    return services.start(rule, FILING, on, COUNTY, facts, more.pop("owner", cast.unit))  # type: ignore[arg-type]


def test_the_dates_are_those_of_the_rulebook_with_their_citation(cast: Cast) -> None:
    deadline = start(cast)
    term = rulebook.opened(settings.LAW).due(NEW, date(2026, 11, 1), COUNTY, FACTS)
    assert (deadline.due, deadline.strict) == (term.due.due, term.due.strict) == (date(2026, 12, 1),) * 2
    assert deadline.cite == "R14(1)"
    assert deadline.counted_by == ["民法典201", "程序规定35"]
    assert (deadline.value, deadline.unit, deadline.certain) == (30, "day", True)
    assert deadline.rulebook == rulebook.opened(settings.LAW).sha256
    assert deadline.running
    assert deadline.title("zh-hans") == "新系统备案期限"
    assert deadline.title("en") == "Term to file a new system"


def test_a_last_day_on_a_holiday_keeps_its_strict_date_beside_it(cast: Cast) -> None:
    deadline = start(cast, date(2026, 9, 1))  # 30 days later begins the National Day holiday
    assert deadline.strict == date(2026, 10, 1)
    assert deadline.due > deadline.strict
    assert "民法典203" in deadline.counted_by
    assert not deadline.provisional


def test_beyond_the_published_calendars_a_date_is_provisional(cast: Cast) -> None:
    assert start(cast, date(2026, 12, 20)).provisional


def test_the_unverified_number_of_article_seven_is_never_called_certain(cast: Cast) -> None:
    deadline = start(cast, rule="filing.review.online", facts={"filing.channel": "online"}, owner=cast.authority)
    assert deadline.cite == "M7"
    assert not deadline.certain


def test_a_duty_without_a_number_gets_no_clock(cast: Cast) -> None:
    with pytest.raises(rulebook.NoRuleInForce):
        start(cast, rule="filing.term.change")
    with pytest.raises(rulebook.NoRuleInForce):
        start(cast, facts={"place_category": "other_public"})  # R9(2): exempt
    with pytest.raises(rulebook.UnknownRule):
        start(cast, rule="filing.term.nothing")
    with pytest.raises(rulebook.UnknownPlace):
        services.start(NEW, FILING, date(2026, 11, 1), "999999", FACTS, cast.unit)
    assert not Deadline.objects.exists()


def test_starting_again_gives_the_same_clock_and_another_day_is_refused(cast: Cast) -> None:
    first = start(cast)
    assert start(cast).pk == first.pk
    with pytest.raises(services.AlreadyRunning):
        start(cast, date(2026, 11, 2))
    with pytest.raises(services.AlreadyRunning):
        start(cast, owner=cast.authority)
    assert Deadline.objects.count() == 1


def test_a_met_clock_stops_once_and_may_run_again(cast: Cast) -> None:
    start(cast)
    at = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # already the 21st in China
    met = services.meet(NEW, FILING, now=at)
    assert met is not None
    assert (met.met_at, met.ended_on) == (at, date(2026, 11, 21))
    assert services.meet(NEW, FILING, now=at) is None
    assert services.meet("filing.archive.window", FILING) is None
    again = start(cast, date(2026, 11, 2))
    assert again.pk != met.pk
    assert again.running


def test_a_dropped_clock_says_why_and_counts_as_neither_met_nor_late(cast: Cast) -> None:
    start(cast)
    with pytest.raises(ValueError, match="without a reason"):
        services.drop(NEW, FILING, "  ")
    dropped = services.drop(NEW, FILING, "申请人撤回")
    assert dropped is not None
    assert dropped.met_at is None
    assert (dropped.ending, dropped.why) == ("dropped", "申请人撤回")


def test_counting_again_moves_what_the_law_moved_and_keeps_what_was_said(cast: Cast) -> None:
    deadline = start(cast)
    assert services.recompute() == 0  # counted with this very law
    stale = {"rulebook": "0" * 64, "due": date(2026, 11, 30), "strict": date(2026, 11, 30), "provisional": True}
    Deadline.objects.filter(pk=deadline.pk).update(**stale)
    assert services.recompute(now=datetime(2026, 11, 21, tzinfo=UTC)) == 1
    deadline.refresh_from_db()
    assert (deadline.due, deadline.provisional) == (date(2026, 12, 1), False)
    assert deadline.former[0]["due"] == "2026-11-30"
    assert deadline.former[0]["rulebook"] == "0" * 64
    assert deadline.former[0]["until"].startswith("2026-11-21")
    assert services.recompute() == 0


def test_ended_clocks_and_clocks_without_a_rule_keep_their_dates(cast: Cast) -> None:
    start(cast)
    services.meet(NEW, FILING)
    lost = services.start("filing.archive.window", FILING, date(2026, 11, 2), COUNTY, {"filing.channel": "window"},
                          cast.authority)  # fmt: skip
    Deadline.objects.update(rulebook="0" * 64)
    Deadline.objects.filter(pk=lost.pk).update(rule="filing.repealed")
    assert services.recompute() == 0
    lost.refresh_from_db()
    assert lost.due == date(2026, 12, 2)
    assert lost.title("en") == "filing.repealed"


def test_the_database_refuses_half_ended_and_backward_clocks(cast: Cast) -> None:
    deadline = start(cast)
    for wrong in ({"ending": "met"}, {"due": date(2026, 10, 1)}, {"ended_on": date(2026, 11, 3)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Deadline.objects.filter(pk=deadline.pk).update(**wrong)
