"""A double click, a retried call, two tabs: one clock; and met by two, it is met once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from beholden.ground.deadlines import services
from beholden.ground.deadlines.models import Deadline
from beholden.ground.people.tests.cast import COUNTY, make_cast

pytestmark = pytest.mark.django_db(transaction=True)
FACTS = {"place_category": "op_crowd", "in_use.date": "2026-11-01"}
FILING = ("filing", "f-1")


def together(count: int, work: Callable[[], object]) -> list[object]:
    """What each of ``count`` threads got, exceptions included."""
    got: list[object] = []
    gate = threading.Barrier(count)

    def one() -> None:
        try:
            gate.wait(10)
            got.append(work())
        except Exception as error:  # noqa: BLE001 - told to the test's own thread
            got.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def test_eight_starts_are_one_clock_and_eight_meets_are_one_end() -> None:
    unit = make_cast().unit
    rule = "filing.term.new"
    got = together(8, lambda: services.start(rule, FILING, date(2026, 11, 1), COUNTY, FACTS, unit).pk)
    assert len(set(got)) == 1, got
    assert Deadline.objects.count() == 1
    ended = together(8, lambda: services.meet(rule, FILING))
    assert sum(isinstance(one, Deadline) for one in ended) == 1, ended
    assert sum(one is None for one in ended) == 7
    assert Deadline.objects.get().ending == "met"


def test_of_two_that_start_from_different_days_one_is_told() -> None:
    unit = make_cast().unit
    days = iter((date(2026, 11, 1), date(2026, 11, 2)))
    lock = threading.Lock()

    def begin() -> object:
        with lock:
            day = next(days)
        return services.start("filing.term.new", FILING, day, COUNTY, FACTS, unit)

    got = together(2, begin)
    assert sum(isinstance(one, Deadline) for one in got) == 1, got
    assert sum(isinstance(one, services.AlreadyRunning) for one in got) == 1, got
