"""How a clock stands is worked out from today, for the people whose organisation owes it, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from beholden.ground.deadlines import queries, services, subjects
from beholden.ground.deadlines.models import Deadline
from beholden.ground.people.tests.cast import COUNTY, Cast

pytestmark = pytest.mark.django_db
FACTS = {"place_category": "op_crowd", "in_use.date": "2026-11-01"}
SATURDAY = date(2026, 10, 15)  # thirty days later is Saturday 14 November: moved to Monday the 16th


def started(cast: Cast, on: date = date(2026, 11, 1), code: str = "f-1") -> Deadline:
    return services.start("filing.term.new", ("filing", code), on, COUNTY, FACTS, cast.unit)


@pytest.mark.parametrize(
    ("today", "state", "days", "word"),
    [
        (date(2026, 11, 2), "idle", 29, "还有 29 天"),
        (date(2026, 11, 28), "due", 3, "还有 3 天"),
        (date(2026, 12, 1), "due", 0, "今天截止"),
        (date(2026, 12, 2), "over", -1, "已超期 1 天"),
    ],
)
def test_the_last_day_itself_is_still_in_time(cast: Cast, today: date, state: str, days: int, word: str) -> None:
    found = queries.standing(started(cast), today)
    assert (found.state, found.days, found.word) == (state, days, word)
    assert found.over == (state == "over")


def test_a_moved_term_reminds_by_the_strict_date_and_is_over_by_the_moved_one(cast: Cast) -> None:
    deadline = started(cast, SATURDAY)
    assert (deadline.strict, deadline.due) == (date(2026, 11, 14), date(2026, 11, 16))
    states = {day: queries.standing(deadline, date(2026, 11, day)).state for day in (10, 11, 14, 15, 16, 17)}
    assert states == {10: "idle", 11: "due", 14: "due", 15: "due", 16: "due", 17: "over"}
    assert "顺延" in queries.standing(deadline, date(2026, 11, 15)).word


def test_lists_of_soon_and_overdue_share_nothing_and_follow_the_words(cast: Cast) -> None:
    for index in range(20):
        started(cast, date(2026, 10, 1) + timedelta(days=2 * index), f"f-{index}")
    today = date(2026, 11, 16)
    running = queries.visible_to(cast.manager)
    soon, over = set(queries.due_soon(running, today)), set(queries.overdue(running, today))
    assert soon
    assert over
    assert not soon & over
    for standing in queries.standings(running, today):
        assert (standing.state == "over") == (standing.deadline in over)
        assert (standing.state == "due") == (standing.deadline in soon)


def test_an_ended_clock_says_whether_it_was_in_time(cast: Cast) -> None:
    with time_machine.travel("2026-12-05T04:00:00+00:00", tick=False):
        started(cast)
        late = services.meet("filing.term.new", ("filing", "f-1"))
        started(cast, code="f-2")
        gone = services.drop("filing.term.new", ("filing", "f-2"), "撤回")
    assert late is not None
    assert gone is not None
    assert (queries.standing(late).state, queries.standing(late).word, queries.standing(late).days) == (
        "over",
        "逾期完成",
        -4,
    )
    assert queries.standing(gone).state == "idle"
    assert list(queries.of("filing", "f-1")) == [late]
    assert not queries.visible_to(cast.manager).exists()


def test_only_the_owner_sees_it(cast: Cast) -> None:
    started(cast)
    seeing = {part for part, account in cast.accounts() if queries.visible_to(account).exists()}
    assert seeing == {"manager"}


def test_the_page_opens_on_what_is_most_pressing_with_strict_date_and_citation(cast: Cast) -> None:
    started(cast, SATURDAY, "f-moved")
    started(cast, date(2026, 11, 10), "f-later")
    client = Client()
    client.force_login(cast.manager)
    with time_machine.travel("2026-11-20T04:00:00+00:00", tick=False):
        page = client.get("/deadlines").content.decode()
        assert "f-moved" in page
        assert "f-later" not in page
        assert "严格日期 2026-11-14" in page
        assert "R14(1)" in page
        assert "已超期 4 天" in page
        everything = client.get("/deadlines?view=all").content.decode()
        assert "f-later" in everything
        assert client.get("/deadlines?view=' or 1&page=-3").status_code == 200
        empty = client.get("/deadlines?view=soon").content.decode()
    assert "这里没有在走的期限" in empty


def test_words_are_english_for_english_readers(cast: Cast) -> None:
    deadline = started(cast)
    with translation.override("en"):
        found = queries.standing(deadline, date(2026, 12, 3))
    assert (found.word, found.title) == ("2 days overdue", "Term to file a new system")


@pytest.fixture
def _no_pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(subjects, "_pages", {})
    monkeypatch.setattr(subjects, "_naming", {})
    yield


@pytest.mark.usefixtures("_no_pages")
def test_a_matter_leads_to_the_page_its_room_named(cast: Cast) -> None:
    deadline = started(cast)
    assert queries.standing(deadline).address == ""
    subjects.register("filing", "document_check")  # any named page with one argument
    subjects.register("filing", "document_check")
    assert queries.standing(deadline).address == "/d/f-1"
    with pytest.raises(ValueError, match="already"):
        subjects.register("filing", "home")
    subjects.register("order", "no-such-page")
    assert subjects.address("order", "o-1") == ""


@pytest.mark.usefixtures("_no_pages")
def test_matters_are_called_by_their_number_with_one_question_a_page(cast: Cast) -> None:
    asked: list[list[str]] = []

    def naming(codes: list[str]) -> dict[str, str]:
        asked.append(sorted(codes))
        return {code: f"备-{code[-1]}" for code in codes if code != "f-3"} | {"f-3": ""}

    subjects.register("filing", "document_check", naming)
    for index in range(1, 4):
        started(cast, code=f"f-{index}")
    client = Client()
    client.force_login(cast.manager)
    page = client.get("/deadlines?view=all").content.decode()
    assert '<a href="/d/f-1">备-1</a>' in page
    assert '<a href="/d/f-3">f-3</a>' in page  # no number yet
    assert asked == [["f-1", "f-2", "f-3"]]


def test_a_provisional_date_says_what_it_waits_for(cast: Cast) -> None:
    started(cast, date(2026, 12, 20), "f-next-year")
    with time_machine.travel("2026-12-21T04:00:00+00:00", tick=False):
        client = Client()
        client.force_login(cast.manager)
        page = client.get("/deadlines?view=all").content.decode()
    assert "日历未公布，暂定" in page
    assert queries.standing(Deadline.objects.get(), date(2026, 12, 21)).state == "provisional"
