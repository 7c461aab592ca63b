"""The process of jobs: each at its pace, one room's mistake is nobody else's, and it ends when asked."""

from __future__ import annotations

import logging
import threading
import time

import pytest

from beholden.project import jobs


def run_for(seconds: float, *found: jobs.Job) -> float:
    """Run jobs, ask them to end, return how long ending took."""
    stop = threading.Event()
    runner = threading.Thread(target=jobs.run, args=(found, stop))
    runner.start()
    time.sleep(seconds)
    stop.set()
    begun = time.monotonic()
    runner.join(10)
    assert not runner.is_alive()
    return time.monotonic() - begun


@pytest.mark.django_db(transaction=True)
def test_a_failing_job_is_logged_and_neither_stops_nor_stops_others(caplog: pytest.LogCaptureFixture) -> None:
    turns: list[str] = []

    def fails() -> None:
        turns.append("fails")
        raise ValueError("a mistake")

    with caplog.at_level(logging.ERROR):
        run_for(0.35, ("a.fails", 0.05, fails), ("b.works", 0.05, lambda: turns.append("works")))
    assert turns.count("fails") > 2
    assert turns.count("works") > 2
    assert "a.fails" in caplog.text
    assert "a mistake" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_slow_job_holds_up_no_other_and_no_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LINGER", 0.2)
    turns: list[int] = []
    slow = threading.Event()
    took = run_for(0.4, ("a.slow", 1, lambda: slow.wait(3)), ("b.quick", 0.02, lambda: turns.append(1)))
    slow.set()
    assert len(turns) > 5
    assert took < 1


@pytest.mark.django_db
def test_every_room_brings_its_jobs_under_its_name() -> None:
    found = {name: every for name, every, _work in jobs.collect()}
    assert {"recordings.roster", "recordings.cameras", "recordings.figures", "recordings.retention"} <= set(found)
    assert all(every > 0 for every in found.values())
    assert all("." in name for name in found)


@pytest.mark.django_db(transaction=True)
def test_every_job_can_run_twice_on_an_empty_installation() -> None:
    for _ in range(2):
        for _name, _every, work in jobs.collect():
            work()
