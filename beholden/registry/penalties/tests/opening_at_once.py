"""Many officers open, tell and decide at once, each in its own thread; prints what came of it as JSON.

Run as a module with DATABASE_URL and BEHOLDEN_DATA set: ``python -m …opening_at_once THREADS EACH``.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beholden.project.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from beholden.ground.documents.models import Document  # noqa: E402
from beholden.ground.people.tests.cast import make_cast  # noqa: E402
from beholden.registry.penalties import services  # noqa: E402
from beholden.registry.penalties.models import Case  # noqa: E402
from beholden.registry.penalties.services import Conflict, Refused  # noqa: E402
from beholden.registry.penalties.tests.made import NOW, day, fixed, fresh, later, opened, propose  # noqa: E402


def together(work: list[Any]) -> list[str]:
    """Run each in its own thread; the sentences of what went wrong."""
    wrong: list[str] = []

    def run(act: Any) -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - told to the thread that waits
            wrong.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def main(threads: int, each: int) -> None:
    """Open cases at once, then decide one of them by many clicks at once."""
    call_command("migrate", verbosity=0)
    cast = make_cast()

    def open_some() -> None:
        for _number in range(each):
            case = propose(cast, opened(cast, inspection=None, unit=cast.unit), 10_000)
            services.give_notice(cast.county_officer, case, defence_until=day(NOW, 2), now=NOW)

    wrong = together([open_some] * threads)
    case = fixed(cast, Case.objects.order_by("pk")[0])
    case = services.submit(cast.county_officer, case, fines={}, reason="事实清楚", now=later(NOW, 10))
    answers: list[str] = []

    def decide() -> None:
        try:
            services.approve(cast.supervisor, case, seen=case.revision, now=later(NOW, 11))
        except (Conflict, Refused) as refused:
            answers.append(refused.code)
        else:
            answers.append("decided")

    wrong += together([decide] * threads)
    found = {
        "vendor": connection.vendor,
        "wrong": wrong,
        "numbers": sorted(Case.objects.values_list("number", flat=True)),
        "notices": sorted(Document.objects.filter(kind="penalty_notice").values_list("ordinal", flat=True)),
        "answers": sorted(answers),
        "decisions": Document.objects.filter(kind="penalty_decision").count(),
        "state": fresh(case).state,
    }
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
