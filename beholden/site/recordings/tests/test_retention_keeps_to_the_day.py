"""R17, R-RET-4: not a day less than the floor, nothing under hold, and the same answer every time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.site.recordings.instants import micros
from beholden.site.recordings.retention import Delete, Floor, HeldFootage, Keep, due_us, plan

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")  # a zone with daylight saving: the arithmetic must not rest on ours having none
DAY_US = 86_400_000_000
FLOOR = Floor(30, ("R17",))


@dataclass(frozen=True)
class Row:
    """An index row as far as a plan reads it."""

    camera: str
    start_us: int
    end_us: int | None


def us(text: str, zone: ZoneInfo = SHANGHAI) -> int:
    return micros(datetime.fromisoformat(text).replace(tzinfo=zone))


def held(camera: str, start: int, end: int, until: int | None = None) -> HeldFootage:
    return HeldFootage(frozenset({camera}), start, end, until, "R20")


def test_footage_goes_at_the_end_of_day_d_plus_30_and_not_a_microsecond_before() -> None:
    row = Row("c-1", us("2026-10-01T08:00:00"), us("2026-10-01T08:01:00"))
    due = us("2026-11-01T00:00:00")
    assert due_us(row.end_us or 0, 30, SHANGHAI) == due
    assert plan([row], FLOOR, [], due - 1, SHANGHAI) == [Keep(row, "term", ("R17",))]
    assert plan([row], FLOOR, [], due, SHANGHAI) == [Delete(row, due, ("R17",))]


def test_a_segment_over_midnight_belongs_to_the_day_it_ended_on() -> None:
    row = Row("c-1", us("2026-10-01T23:59:30"), us("2026-10-02T00:00:30"))
    assert plan([row], FLOOR, [], us("2026-11-01T12:00:00"), SHANGHAI) == [Keep(row, "term", ("R17",))]
    assert isinstance(plan([row], FLOOR, [], us("2026-11-02T00:00:00"), SHANGHAI)[0], Delete)


def test_days_are_the_sites_own_and_not_those_of_utc() -> None:
    late = us("2026-10-01T23:30:00")  # 15:30 UTC
    early = us("2026-10-02T00:30:00")  # 16:30 UTC, the same UTC day
    assert due_us(early, 30, SHANGHAI) - due_us(late, 30, SHANGHAI) == DAY_US


def test_the_hour_that_daylight_saving_takes_away_is_not_taken_from_the_footage() -> None:
    end = us("2026-02-27T23:59:59", BERLIN)  # thirty days on, the clocks have gone forward
    assert due_us(end, 30, BERLIN) - end >= 30 * DAY_US


def test_an_open_segment_and_one_without_a_rule_stay() -> None:
    open_row, old = Row("c-1", 0, None), Row("c-1", 1, 2)
    now = us("2026-11-21T00:00:00")
    assert plan([open_row], FLOOR, [], now, SHANGHAI) == [Keep(open_row, "open", ())]
    assert plan([old], None, [], now, SHANGHAI) == [Keep(old, "no_rule", ())]


def test_a_hold_keeps_what_it_touches_until_it_ends_and_nothing_else() -> None:
    first, second = Row("c-1", 0, 60), Row("c-1", 61, 120)
    other = Row("c-2", 0, 60)
    now = us("2026-11-21T00:00:00")
    kept = plan([first, second, other], FLOOR, [held("c-1", 60, 60)], now, SHANGHAI)
    assert kept[0] == Keep(first, "hold", ("R20",))
    assert isinstance(kept[1], Delete)
    assert isinstance(kept[2], Delete)
    assert isinstance(plan([first], FLOOR, [held("c-1", 0, 60, until=now)], now, SHANGHAI)[0], Delete)
    assert isinstance(plan([first], FLOOR, [held("c-1", 0, 60, until=now + 1)], now, SHANGHAI)[0], Keep)


cameras = st.sampled_from(["c-1", "c-2", "c-3"])
instants = st.integers(0, 400 * DAY_US)
rows = st.builds(
    lambda camera, start, length: Row(camera, start, None if length is None else start + length),
    cameras,
    instants,
    st.one_of(st.none(), st.integers(1, 120_000_000)),
)
holds = st.builds(
    lambda camera, start, length, until: held(camera, start, start + length, until),
    cameras,
    instants,
    st.integers(0, 40 * DAY_US),
    st.one_of(st.none(), instants),
)
zones = st.sampled_from([SHANGHAI, BERLIN, ZoneInfo("UTC"), ZoneInfo("Pacific/Apia")])


@settings(max_examples=200, deadline=None)
@given(st.lists(rows, max_size=30), st.integers(0, 120), st.lists(holds, max_size=5), instants, zones)
def test_nothing_is_ever_deleted_below_the_floor_or_under_a_hold(found, days, held_footage, now, zone) -> None:  # type: ignore[no-untyped-def]
    floor = Floor(days, ("R17",))
    decisions = plan(found, floor, held_footage, now, zone)
    assert sorted(map(repr, (d.segment for d in decisions))) == sorted(map(repr, found))  # each decided once
    assert decisions == plan(reversed(found), floor, held_footage, now, zone)
    for decision in decisions:
        row = decision.segment
        if isinstance(decision, Delete):
            assert row.end_us is not None
            assert now - row.end_us >= days * DAY_US
            ended = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=row.end_us)).astimezone(zone)
            today = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=now)).astimezone(zone)
            assert (today.date() - ended.date()).days > days
            assert not any(hold.covers(row, now) for hold in held_footage)
        elif decision.reason == "term":
            assert row.end_us is not None
            assert now < due_us(row.end_us, days, zone)


@settings(max_examples=100, deadline=None)
@given(st.lists(rows, max_size=30, unique=True), st.lists(holds, max_size=5), instants)
def test_after_a_deletion_the_next_plan_deletes_nothing_more(found, held_footage, now) -> None:  # type: ignore[no-untyped-def]
    kept = [d.segment for d in plan(found, FLOOR, held_footage, now, SHANGHAI) if isinstance(d, Keep)]
    assert not [d for d in plan(kept, FLOOR, held_footage, now, SHANGHAI) if isinstance(d, Delete)]


@settings(max_examples=100, deadline=None)
@given(st.lists(rows, max_size=20, unique=True), instants, st.integers(0, 40 * DAY_US))
def test_what_may_go_today_may_go_tomorrow(found, now, later) -> None:  # type: ignore[no-untyped-def]
    def gone(at: int) -> set[object]:
        return {d.segment for d in plan(found, FLOOR, [], at, SHANGHAI) if isinstance(d, Delete)}

    assert gone(now) <= gone(now + later)
