"""Many officers give, serve and conclude at once, each in its own thread; prints what came of it as JSON.

Run as a module with DATABASE_URL and BEHOLDEN_DATA set: ``python -m …issuing_at_once THREADS``.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beholden.project.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from beholden.ground.deadlines.models import Deadline  # noqa: E402
from beholden.ground.documents.models import Document  # noqa: E402
from beholden.ground.people.tests.cast import make_cast  # noqa: E402
from beholden.registry.orders import codes, services  # noqa: E402
from beholden.registry.orders.models import Order  # noqa: E402
from beholden.registry.orders.tests.made import NOW, at, drafted, fresh, handed, proof, walk  # noqa: E402
from beholden.registry.orders.tests.test_random_walks_stay_on_the_table import walks  # noqa: E402


def together(work: list[Callable[[], object]]) -> list[str]:
    """Run each in its own thread; "done" or the code of the refusal, of each; anything else as it is."""
    told: list[str] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        except services.Refused as refused:
            told.append(refused.code)
        except BaseException as error:  # noqa: BLE001 - told to the thread that waits
            told.append(f"{type(error).__name__}: {error}")
        else:
            told.append("done")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def main(threads: int) -> None:
    """Issue orders at once; serve, plan and conclude one of them by many clicks at once; then walk at random."""
    call_command("migrate", verbosity=0)
    cast = make_cast()
    first = drafted(cast, "time_limited")
    orders = [first]
    for _copy in range(threads - 1):
        one = Order.objects.get(pk=first.pk)
        one.pk, one.code = None, codes.order_code()
        one._state.adding = True
        one.save()
        orders.append(one)
    by = cast.station_officer
    issued = together([lambda order=order: services.issue(by, order, now=NOW) for order in orders])  # type: ignore[misc]
    one = fresh(first)
    served = together([lambda: services.serve(by, one, handed(), proof(), now=NOW)] * threads)
    day = at(date(2026, 12, 1))
    planned = together([lambda: services.plan_due(day)] * threads)
    walk(cast, fresh(one).reinspections.get().inspection, bad=[], now=day)
    ended = together([lambda: services.conclude(by, one, result="corrected", now=day)] * threads)
    found = {
        "vendor": connection.vendor,
        "issued": issued,
        "numbers": sorted(Order.objects.values_list("number", flat=True)),
        "ordinals": sorted(Document.objects.filter(kind="order_time_limited").values_list("ordinal", flat=True)),
        "served": served,
        "planned": planned,
        "visits": fresh(one).reinspections.count(),
        "ended": ended,
        "records": Document.objects.filter(kind="reinspection_record").count(),
        "clocks": Deadline.objects.filter(subject_code=one.code, rule="reinspection.term").count(),
        "state": fresh(one).state,
        "walk": walks(cast, 7, 150),
    }
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
