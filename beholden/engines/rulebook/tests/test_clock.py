"""Legal clocks: first day excluded, working days with 调休, months, roll-forward, provisional dates (T-1 to T-5)."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.rulebook import BadFacts, NoRuleInForce, Rulebook
from beholden.engines.rulebook.calendars import Calendars, load_calendars
from beholden.engines.rulebook.clock import UNITS, add_months, due
from beholden.engines.rulebook.tests.conftest import LAW

CALENDARS = load_calendars(LAW)
DAYS = st.dates(date(2004, 1, 1), date(2028, 12, 31))
COUNTS = st.integers(0, 400)


def test_every_day_from_2004_to_2026_agrees_with_chinesecalendar() -> None:
    day, differing = date(2004, 1, 1), []
    while day <= date(2026, 12, 31):
        if CALENDARS.working(day) != chinese_calendar.is_workday(day):
            differing.append(day)
        day += timedelta(days=1)
    assert differing == []


def test_the_calendars_of_2024_to_2026_name_the_notice_they_come_from() -> None:
    for year in (2024, 2025, 2026):
        calendar = CALENDARS.years[year]
        assert calendar.reading == "law"
        assert f"{year}年部分节假日安排" in calendar.title
        assert calendar.number.startswith("国办发明电")
        assert calendar.addresses
    assert 2027 not in CALENDARS.years


def test_a_makeup_saturday_is_a_working_day_and_a_holiday_friday_is_not() -> None:
    assert CALENDARS.working(date(2025, 10, 11))
    assert not CALENDARS.working(date(2025, 10, 3))
    assert CALENDARS.name(date(2025, 10, 6)) == "国庆节、中秋节"
    assert not CALENDARS.working(date(2026, 3, 14))


@pytest.mark.parametrize(
    ("start", "count", "unit", "last", "strict"),
    [
        (date(2025, 4, 1), 90, "day", date(2025, 6, 30), date(2025, 6, 30)),
        (date(2026, 1, 15), 30, "day", date(2026, 2, 14), date(2026, 2, 14)),  # a make-up working Saturday stays
        (date(2025, 6, 12), 30, "day", date(2025, 7, 14), date(2025, 7, 12)),  # a plain Saturday moves
        (date(2025, 9, 2), 30, "day", date(2025, 10, 9), date(2025, 10, 2)),  # over the whole National Day break
        (date(2026, 1, 31), 1, "month", date(2026, 2, 28), date(2026, 2, 28)),  # 28 February 2026 is a make-up day
        (date(2026, 6, 11), 1, "month", date(2026, 7, 13), date(2026, 7, 11)),
        (date(2025, 9, 30), 3, "working_day", date(2025, 10, 11), date(2025, 10, 11)),
        (date(2025, 10, 9), 3, "working_day", date(2025, 10, 13), date(2025, 10, 13)),
        (date(2025, 9, 26), 3, "working_day", date(2025, 9, 30), date(2025, 9, 30)),  # Sunday 28 counts
        (date(2026, 3, 2), 24, "hour", date(2026, 3, 3), date(2026, 3, 3)),
    ],
)
def test_terms_end_on_the_day_the_law_says(start: date, count: int, unit: str, last: date, strict: date) -> None:
    found = due(CALENDARS, start, count, unit)
    assert (found.due, found.strict, found.provisional) == (last, strict, False)
    assert found.moved == (last != strict)


def test_a_moved_date_cites_the_article_that_moves_it() -> None:
    assert "民法典203" in due(CALENDARS, date(2025, 6, 12), 30, "day").cites
    assert "民法典203" not in due(CALENDARS, date(2025, 6, 11), 30, "day").cites


def test_beyond_the_published_calendar_a_date_is_provisional() -> None:
    found = due(CALENDARS, date(2026, 12, 30), 3, "working_day")
    assert (found.due, found.provisional) == (date(2027, 1, 5), True)
    assert found.calendars == ("cn-2026", "cn-2027?")
    assert not due(CALENDARS, date(2025, 12, 30), 3, "working_day").provisional


def test_the_last_days_of_december_wait_for_the_next_notice() -> None:
    assert not CALENDARS.published(date(2026, 12, 30))
    assert CALENDARS.published(date(2025, 12, 30))
    assert CALENDARS.published(date(2026, 12, 24))
    assert due(CALENDARS, date(2026, 12, 24), 3, "working_day").provisional
    assert not due(CALENDARS, date(2026, 12, 21), 3, "working_day").provisional


def test_the_fixed_holidays_of_an_unpublished_year_are_not_working_days() -> None:
    assert not CALENDARS.working(date(2027, 1, 1))
    assert not CALENDARS.working(date(2027, 10, 1))
    assert CALENDARS.working(date(2027, 1, 4))


def test_a_loaded_notice_turns_provisional_into_certain() -> None:
    without = Calendars({y: c for y, c in CALENDARS.years.items() if y != 2026}, (12, 28), frozenset(), ())
    assert due(without, date(2025, 12, 30), 3, "working_day").provisional
    assert not due(CALENDARS, date(2025, 12, 30), 3, "working_day").provisional


@given(DAYS, COUNTS, st.sampled_from(UNITS))
def test_a_term_never_ends_before_it_starts_nor_before_its_strict_day(start: date, count: int, unit: str) -> None:
    found = due(CALENDARS, start, count, unit)
    assert start <= found.strict <= found.due


@given(DAYS, COUNTS, st.sampled_from(UNITS))
def test_a_longer_term_never_ends_earlier(start: date, count: int, unit: str) -> None:
    assert due(CALENDARS, start, count, unit).due <= due(CALENDARS, start, count + 1, unit).due


@given(DAYS, COUNTS, st.sampled_from(UNITS))
def test_a_later_start_never_ends_earlier(start: date, count: int, unit: str) -> None:
    assert due(CALENDARS, start, count, unit).due <= due(CALENDARS, start + timedelta(days=1), count, unit).due


@given(DAYS, st.integers(1, 60))
def test_a_term_in_working_days_holds_exactly_so_many_of_them(start: date, count: int) -> None:
    last = due(CALENDARS, start, count, "working_day").due
    days = [start + timedelta(days=offset) for offset in range(1, (last - start).days + 1)]
    assert sum(map(CALENDARS.working, days)) == count
    assert CALENDARS.working(last)


@given(DAYS, COUNTS, st.sampled_from(("day", "month")))
def test_a_moved_last_day_is_the_next_working_day(start: date, count: int, unit: str) -> None:
    found = due(CALENDARS, start, count, unit)
    if found.moved:
        assert CALENDARS.working(found.due)
        day = found.strict
        while day < found.due:
            assert not CALENDARS.working(day)
            day += timedelta(days=1)


@given(DAYS, st.integers(0, 240))
def test_a_month_ends_on_the_same_day_or_the_last_of_the_month(day: date, months: int) -> None:
    last = add_months(day, months)
    assert last.day == day.day or (last + timedelta(days=1)).day == 1
    assert (last.year * 12 + last.month) - (day.year * 12 + day.month) == months


def test_a_count_that_cannot_be_is_refused() -> None:
    assert due(CALENDARS, date(2026, 3, 2), 0, "day").due == date(2026, 3, 2)
    for count in (-1, 40_000):
        with pytest.raises(BadFacts):
            due(CALENDARS, date(2026, 3, 2), count, "day")


def test_a_term_without_a_number_is_never_guessed(book: Rulebook) -> None:
    assert book.resolve("filing.term.change", date(2026, 3, 2), "130202").value is None
    with pytest.raises(NoRuleInForce):
        book.due("filing.term.change", date(2026, 3, 2), "130202")
    with pytest.raises(BadFacts, match="不是期限"):
        book.due("retention.floor", date(2026, 3, 2), "130202")


def test_the_answer_of_a_term_has_the_shape_scripts_rely_on(book: Rulebook) -> None:
    body = book.due("reinspection.term", date(2025, 10, 9), "130200").as_dict()
    assert (body["due"], body["strict"], body["provisional"]) == ("2025-10-13", "2025-10-13", False)
    assert body["calendar"] == "cn-2025"
    assert body["because"][0]["cite"] == "M15"
    assert len(body["rulebook"]) == 64
