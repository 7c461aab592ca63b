"""Each clock case of `law/cases` goes through the services of the room that owes it, on its day and at its place: the
clock that then stands in the database says what the lawyer's case expects. A case no room runs is named, with why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from beholden.ground.deadlines.models import Deadline
from beholden.ground.documents import rendering
from beholden.ground.people.models import Organisation
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings import services as filing
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.tests import made as filings
from beholden.registry.inspections import services as visiting
from beholden.registry.inspections.tests import made as visits
from beholden.registry.orders import services as ordering
from beholden.registry.orders.tests import made as orders
from beholden.registry.orders.tests import test_clock_cases_of_the_law_run_in_the_room as reinspections
from beholden.registry.penalties import services as punishing
from beholden.registry.penalties.tests import made as penalties
from beholden.registry.tips import services as tipping
from beholden.registry.tips.tests.reported import fresh, reported
from tests.law_cases import FOLDER, law_cases

Given = dict[str, Any]


def cases() -> list[Given]:
    found = [case for path in sorted(FOLDER.glob("*.yaml")) for case in law_cases(path.stem)]
    clocks = {case["rule"] for case in found if case.get("ask") in ("due", "due_refused")} | {"tip.transfer"}
    return [case for case in found if case["rule"] in clocks and case.get("ask", "resolve") != "resolve"] + [
        case for case in found if case["rule"] == "tip.transfer"
    ]


CASES = cases()
ELSEWHERE = {"reinspection.term": reinspections.CASES}  # its room's own test runs every one, for both kinds of order
NO_ROOM: dict[str, str] = {}  # name of a case → why no room runs it; none at present


def at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour))).astimezone(UTC)


def filing_draft(cast: Cast, case: Given, in_use: date) -> str:
    """The unit says since when it uses the cameras: its own term runs, or none."""
    place = str(case.get("facts", {}).get("place_category", "op_crowd"))
    one = filing.start(cast.manager, place_category="op_crowd", now=at(case["date"]))
    given = {**filings.ANSWERS, "division": case["at"], "in_use_date": in_use.isoformat(), "place_category": place}
    return filing.save_answers(cast.manager, one, given, now=at(case["date"])).code


def to_file(cast: Cast, case: Given) -> str:
    return filing_draft(cast, case, case.get("facts", {}).get("in_use.date", case["date"]))


def to_file_of_old(cast: Cast, case: Given) -> str:
    return filing_draft(cast, case, case.get("facts", {}).get("in_use.date", date(2025, 3, 1)))


def to_change(cast: Cast, case: Given) -> str:
    before = at(case["date"] - timedelta(days=20))
    in_use = (case["date"] - timedelta(days=40)).isoformat()
    one = filings.filed(cast.manager, cast.county_officer, now=before, division=case["at"], in_use_date=in_use)
    return filing.start_change(cast.manager, one, now=at(case["date"])).code


def reviewed(cast: Cast, case: Given) -> str:
    """Handed in online; or at the window, where no such clock runs."""
    if case.get("facts", {}).get("filing.channel") == "window":
        return at_window(cast, case)
    in_use = (case["date"] - timedelta(days=5)).isoformat()
    return filings.submitted(cast.manager, now=at(case["date"]), division=case["at"], in_use_date=in_use).code


def at_window(cast: Cast, case: Given) -> str:
    if case.get("facts", {}).get("filing.channel") == "online":
        return reviewed(cast, {**case, "facts": {}})
    told = {"unit_name": "城北超市", "division": case["at"], "received_on": case["date"]}
    return filing.receive(cast.county_officer, now=at(case["date"]), **told).code


def result_told(cast: Cast, case: Given) -> str:
    """Closed without the unit's signature: it is still to be told the result, where a text gives days for it."""
    now = at(case["date"])
    visit = visits.begun(cast, now=now, division=case["at"], scheduled_on=case["date"], method_reason="须现场查看设备")
    for item in visit.items:
        visiting.answer(cast.station_officer, visit, item, "conform", now=now)
    visiting.announce(cast.station_officer, visit, "body_camera", reference="A-1", now=now)
    for officer in visit.officers.all():
        visiting.sign(officer, visit, "officer", "drawn", account=officer, now=now, **visits.STROKE)
    visiting.sign(cast.station_officer, visit, "unit", "refused", name="李经理", reason="不认可检查结论", now=now)
    visiting.close(cast.station_officer, visits.fresh(visit), now)
    return visit.code


def order_to_serve(cast: Cast, case: Given) -> str:
    return orders.issued(cast, now=at(case["date"]), division=case["at"]).code


def served_by_notice(cast: Cast, case: Given) -> str:
    """A public notice has served on the last of its days, not before; the order's own term says so."""
    order = orders.issued(cast, "time_limited", now=at(case["date"]), division=case["at"])
    service = ordering.Service("public_notice", note="单位人去楼空", posted_on=case["date"])
    last = case["expect"]["due"]
    with pytest.raises(Refused, match="期满之前不能记为送达"):
        ordering.serve(cast.station_officer, order, service, orders.proof(), now=at(last - timedelta(days=1)))
    kept = ordering.serve(cast.station_officer, order, service, orders.proof(), now=at(last))
    assert kept.served_on == last
    return ""


def passed_on(cast: Cast, case: Given) -> str:
    """Counted to the hour: at the last minute in time, a minute later late, and passed on all the same."""
    hours, start = timedelta(hours=case["expect"]["value"]), at(case["date"], 17)
    for number, (after, in_time) in enumerate(((hours, True), (hours + timedelta(minutes=1), False))):
        tip, _receipt = reported(number, now=start, division=case["at"])
        assert fresh(tip).transfer_by == start + hours
        made = tipping.transfer(
            cast.county_officer, tip, to=cast.other_authority, why="不属于本单位管辖", now=start + after
        )
        assert made.in_time is in_time
    return ""


def found(cast: Cast, case: Given, before: int = 0) -> dict[str, Any]:
    """When a case of penalty opens, so many days before the case's day, and the inspection it stands on."""
    now = at(case["date"] - timedelta(days=before), 15)
    visit = penalties.inspected(cast, 9, now=now - timedelta(hours=4), division=case["at"])
    return {"now": now, "inspection": visit}


def opened_case(cast: Cast, case: Given) -> str:
    return penalties.opened(cast, **found(cast, case)).code


def hearing_asked(cast: Cast, case: Given) -> str:
    return penalties.main(penalties.noticed(cast, **found(cast, case))).code


def decision_to_serve(cast: Cast, case: Given) -> str:
    return penalties.decided(cast, **found(cast, case, 11)).code


def fine_to_pay(cast: Cast, case: Given) -> str:
    decided = penalties.decided(cast, **found(cast, case, 30))
    party, now = penalties.main(decided), at(case["date"], 15)
    told = {"party": party.code, "on": case["date"], "manner": "direct", "proof": "本人签收"}
    return punishing.serve(cast.county_officer, decided, now=now, **told).code


ROOMS: dict[str, Callable[[Cast, Given], str]] = {
    "filing.term.new": to_file,
    "filing.term.legacy": to_file_of_old,
    "filing.term.change": to_change,
    "filing.review.online": reviewed,
    "filing.archive.window": at_window,
    "hainan.result_notice": result_told,
    "order.service": order_to_serve,
    "order.service.notice": served_by_notice,
    "tip.transfer": passed_on,
    "penalty.decision.term": opened_case,
    "hearing.request.term": hearing_asked,
    "penalty.service.term": decision_to_serve,
    "penalty.payment.term": fine_to_pay,
    "reconsideration.term": fine_to_pay,
}
MINE = [case for case in CASES if case["rule"] in ROOMS and case["name"] not in NO_ROOM]


@pytest.fixture
def there(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Cast]:
    """The cast, its county moved to where the case plays; letters are drawn elsewhere."""
    monkeypatch.setattr(rendering, "drawn", lambda *_given, **_more: b"%PDF-1.7 drawn elsewhere\n")

    def moved(county: str) -> Cast:
        Organisation.objects.filter(pk__in=[cast.authority.pk, cast.unit.pk]).update(division=county)
        for one in (cast.authority, cast.unit):
            one.refresh_from_db()
        for _part, account in cast.accounts():
            account.refresh_from_db()
        return cast

    return moved


def test_no_clock_case_is_left_without_its_room() -> None:
    known = set(ROOMS) | set(ELSEWHERE)
    assert {case["rule"] for case in CASES if case["name"] not in NO_ROOM} == known
    assert set(NO_ROOM) <= {case["name"] for case in CASES}
    assert len(MINE) >= 28
    for rule, run in ELSEWHERE.items():
        assert {case["name"] for case in run} == {case["name"] for case in CASES if case["rule"] == rule}


@pytest.mark.parametrize("case", MINE, ids=lambda case: str(case["name"]))
def test_the_room_s_clock_says_what_the_case_expects(there: Callable[[str], Cast], case: Given) -> None:
    code, expect = ROOMS[case["rule"]](there(str(case["at"])), case), case["expect"]
    if not code:
        return  # nothing stands in days there: the runner has asserted it
    clocks = Deadline.objects.filter(subject_code=code, rule=case["rule"], ended_at__isnull=True)
    if case["ask"] != "due":
        assert not clocks.exists()
        return
    clock = clocks.get()
    for name in ("due", "strict", "provisional", "calendar", "certain"):
        if name in expect:
            assert getattr(clock, name) == expect[name], name
    if "cites" in expect:
        assert expect["cites"] in (clock.cite, *clock.counted_by)


def test_a_day_later_the_clock_says_another_day(cast: Cast) -> None:
    """What the table asserts can fail: it is the day of the act that decides."""
    case = next(one for one in MINE if one["rule"] == "order.service")
    later = {**case, "date": case["date"] + timedelta(days=1)}
    clock = Deadline.objects.get(subject_code=order_to_serve(cast, {**later, "at": "130203"}), rule="order.service")
    assert clock.due == case["expect"]["due"] + timedelta(days=1)
