"""How long footage is really held, and which days of a month have some."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from beholden.engines.video.index import Index
from beholden.engines.video.index.tests.test_index import row
from beholden.engines.video.segments.tests import made
from beholden.engines.video.timeline import Day, attained, attained_days, days

DAY = 86_400_000_000
NOW = int(datetime(2026, 11, 21, tzinfo=UTC).timestamp()) * 1_000_000
SHANGHAI = timezone(timedelta(hours=8))


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "index.sqlite")


def test_attained_days_are_the_age_of_the_oldest_second_still_held(index: Index) -> None:
    hours = [
        row(n, start=NOW - 31 * DAY + n * DAY // 24, end=NOW - 31 * DAY + (n + 1) * DAY // 24) for n in range(31 * 24)
    ]
    index.take(hours)
    assert attained_days(index, "gate", NOW) == pytest.approx(31)
    assert attained(index, "gate", NOW).fraction == pytest.approx(1)
    oldest = index.behind("gate", 0)
    assert oldest is not None
    index.forget([oldest.id])
    after = attained(index, "gate", NOW)
    assert after.days == pytest.approx(31 - 1 / 24)
    assert after.oldest_us == NOW - 31 * DAY + DAY // 24


def test_an_old_leftover_does_not_pass_for_a_month_of_footage(index: Index) -> None:
    index.take([row(0, start=NOW - 40 * DAY, end=NOW - 40 * DAY + DAY // 24), row(1, start=NOW - DAY, end=NOW)])
    found = attained(index, "gate", NOW)
    assert found.days == pytest.approx(40)
    assert found.fraction == pytest.approx((1 + 1 / 24) / 40)


def test_nothing_held_is_nothing_attained(index: Index) -> None:
    assert attained_days(index, "gate", NOW) == 0
    index.closed(row(0, start=NOW + DAY, end=NOW + 2 * DAY))
    assert attained(index, "gate", NOW).oldest_us is None


def test_a_file_that_is_being_written_counts(tmp_path: Path, index: Index) -> None:
    index.take(made.record(tmp_path, made.plain(10), leave_open=True).rows)
    found = attained(index, "gate", made.T0 + 20_000_000)
    assert found.days == pytest.approx(20 / 86_400)
    assert found.fraction == pytest.approx(0.5)


def test_a_calendar_shows_days_by_the_clock_of_the_place(index: Index) -> None:
    midnight = int(datetime(2026, 11, 10, tzinfo=SHANGHAI).timestamp()) * 1_000_000
    index.take(
        [
            row(0, start=midnight - 3_600_000_000, end=midnight + 1_800_000_000, ended="camera_lost"),
            row(1, start=midnight + 7_200_000_000, end=midnight + 7_260_000_000, after="camera_lost", ended="operator"),
        ]
    )
    assert days(index, "gate", date(2026, 11, 21), SHANGHAI, NOW) == [
        Day(date(2026, 11, 9), 3600.0, 1),
        Day(date(2026, 11, 10), 1860.0, 2),
    ]
    assert days(index, "gate", date(2026, 11, 1), UTC, NOW) == [Day(date(2026, 11, 9), 5460.0, 3)]
    assert days(index, "gate", date(2026, 10, 1), SHANGHAI, NOW) == []
