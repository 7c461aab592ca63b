"""What is done again and again: each room's `jobs.JOBS`, run by one small process (`beholden up --only jobs`).

A job is (name, seconds between runs, callable). Each is idempotent and may be killed at any instant; nothing that the
law counts depends on a job having run, only on data. A job that fails is logged and tried again at its next turn.

    python -m beholden.project.jobs
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable

from beholden.project.loading import unswept

log = logging.getLogger(__name__)

Job = tuple[str, float, Callable[[], object]]
LINGER = 2.0  # seconds a running job is given when the process ends


def collect() -> list[Job]:
    """The jobs of every room that has a `jobs` module. Raises ValueError when two have one name."""
    from django.apps import apps

    found: dict[str, Job] = {}
    for room in apps.get_app_configs():
        module = f"{room.name}.jobs"
        if not room.name.startswith("beholden.") or importlib.util.find_spec(module) is None:
            continue
        for job in importlib.import_module(module).JOBS:
            name = f"{room.label}.{job[0]}"
            if name in found:
                raise ValueError(f"two jobs are called {name}")
            found[name] = (name, job[1], job[2])
    return list(found.values())


def repeat(job: Job, stop: threading.Event) -> None:
    """Run one job at its pace until ``stop``; a turn longer than the pace is followed at once by the next."""
    from django.db import close_old_connections, connections

    name, every, work = job
    try:
        while not stop.is_set():
            begun = time.monotonic()
            close_old_connections()
            try:
                work()
            except Exception:  # one room's mistake must not end the others' jobs; it is logged whole
                log.exception("job %s failed; tried again in %g s", name, every)
            stop.wait(max(0.0, every - (time.monotonic() - begun)))
    finally:
        connections.close_all()


def run(jobs: Iterable[Job], stop: threading.Event) -> None:
    """Every job in a thread of its own, so that a long deletion holds up no alarm; returns soon after ``stop``."""
    threads = [threading.Thread(target=repeat, args=(job, stop), name=job[0], daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    stop.wait()
    deadline = time.monotonic() + LINGER
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))


def main() -> int:
    """Run all jobs until SIGTERM."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beholden.project.settings")
    import django

    with unswept():
        django.setup()
        jobs = collect()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    run(jobs, stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
