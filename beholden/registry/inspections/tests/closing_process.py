"""Many officers at once on a real database: plans, records and outboxes from fifty threads; prints what it then holds.

DATABASE_URL=… BEHOLDEN_DATA=… python -m beholden.registry.inspections.tests.closing_process 50
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beholden.project.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from beholden.ground.documents.models import Document  # noqa: E402
from beholden.ground.people.tests.cast import make_cast  # noqa: E402
from beholden.registry.inspections import services  # noqa: E402
from beholden.registry.inspections.models import Answer, Inspection, InspectionAct, OutboxAction  # noqa: E402
from beholden.registry.inspections.services import outbox  # noqa: E402
from beholden.registry.inspections.tests.made import NOW, action, begun, planned, walked  # noqa: E402
from beholden.registry.inspections.tests.test_no_walk_leaves_the_table import walk  # noqa: E402


def safely(act: Callable[[], Any]) -> str:
    """What comes of it: "done", the code of a refusal, or the name of an error nobody expects."""
    try:
        act()
    except services.Refused as refused:
        return refused.code
    except Exception as error:  # noqa: BLE001 - the report names it; nothing is hidden
        return f"{type(error).__name__}: {error}"[:120]
    finally:
        connections["default"].close()
    return "done"


def main(count: int) -> None:
    """Fifty plans, fifty records each closed twice, one outbox from fifty hands at once, then random walks."""
    call_command("migrate", verbosity=0)
    cast = make_cast()
    shop = {"unit": None, "override_reason": "同时办理的检查"}
    ready = [walked(cast, place=f"第 {n} 处", unit_name=f"单位 {n}", **shop) for n in range(count)]
    visit = begun(cast, place="手机处", unit_name="手机店", **shop)
    sent = [action(visit, "answer", item=item, result="conform") for item in visit.items]
    sent += [action(visit, "note", note=f"第 {n} 条") for n in range(20)]
    jobs: list[Callable[[], Any]] = []
    for one in ready:
        jobs += [lambda one=one: services.close(cast.station_officer, one, NOW)] * 2  # type: ignore[misc]
    jobs += [lambda n=n: planned(cast, place=f"新 {n} 处", unit_name=f"新 {n}", **shop) for n in range(count)]  # type: ignore[misc]
    jobs += [lambda: outbox.apply(cast.station_officer, sent, now=NOW)] * count
    random.Random(24).shuffle(jobs)
    with ThreadPoolExecutor(count) as pool:
        results = Counter(pool.map(safely, jobs))
    records = sorted(Document.objects.filter(kind="inspection_record").values_list("ordinal", flat=True))
    numbers = sorted(int(one.rpartition("-")[2]) for one in Inspection.objects.values_list("number", flat=True))
    told = {
        "vendor": connection.vendor,
        "results": dict(results),
        "records_without_gap": records == list(range(1, count + 1)),
        "numbers_without_gap": numbers == list(range(1, 2 * count + 2)),
        "closed": Inspection.objects.filter(state="closed").count(),
        "closings": InspectionAct.objects.filter(action="close").count(),
        "answers": Answer.objects.filter(inspection=visit).count(),
        "notes": InspectionAct.objects.filter(inspection=visit, action="note").count(),
        "actions": OutboxAction.objects.count(),
        "walks": sum(walk(cast, 60, 5).values()),
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
