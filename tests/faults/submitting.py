"""Hands in many filings at once, each twice, from several threads, and accepts some of them, each twice, at once;
prints what the database holds afterwards.

DATABASE_URL=… BEHOLDEN_DATA=… python -m tests.faults.submitting 1000 16
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beholden.project.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402

from beholden.ground.deadlines.models import Deadline  # noqa: E402
from beholden.ground.people.models import Account  # noqa: E402
from beholden.ground.people.tests.cast import make_cast  # noqa: E402
from beholden.registry.filings import services  # noqa: E402
from beholden.registry.filings.models import Filing, FilingCamera, FilingSeries, Heap  # noqa: E402
from beholden.registry.filings.services import heaping  # noqa: E402
from beholden.registry.filings.services.drafts import sealed_agent  # noqa: E402
from beholden.registry.filings.services.papers import attach  # noqa: E402
from beholden.registry.filings.tests.made import AGENT, CAMERAS, NOW, PDF, draft  # noqa: E402


def prepare(count: int) -> list[int]:
    """``count`` drafts with everything the law lists; one through the services, the others like it."""
    cast = make_cast()
    placed = [replace(one, datum="wgs84", lon=118.18, lat=39.63) for one in CAMERAS]
    first = draft(cast.manager, letter=None, cameras=placed)
    attach(cast.manager, first, "authorisation_letter", "授权书.pdf", [PDF], now=NOW)
    first = Filing.objects.get(pk=first.pk)
    papers, cameras = list(first.attachments.all()), list(first.cameras.all())
    assert len(cameras) == len(CAMERAS)
    made = [first.pk]
    for _number in range(count - 1):
        code, sign = Filing._meta.get_field("code").default(), Filing._meta.get_field("sign").default()
        first.pk, first.code, first.sign, first._state.adding = None, code, sign, True
        first.agent = sealed_agent(first, AGENT)
        first.save()
        made.append(first.pk)
        for row in (*papers, *cameras):
            row.pk, row.filing_id, row._state.adding = None, first.pk, True
            if hasattr(row, "code"):
                row.code = type(row)._meta.get_field("code").default()
            row.save()
    return made


def hand_in(pk: int) -> str:
    """One click. What comes of it: "submitted", the code of a refusal, or the name of an error nobody expects.

    A thread's connection ends with the thread: one for each click took PostgreSQL longer than the clicks.
    """
    try:
        filing = Filing.objects.get(pk=pk)
        services.submit(Account.objects.get(username="manager"), filing, seen=_seen[pk], now=NOW)
    except services.Refused as refused:
        return refused.code
    except Exception as error:  # noqa: BLE001 - the report names it; nothing is hidden
        return f"{type(error).__name__}: {error}"[:120]
    return "submitted"


def accept(pk: int) -> str:
    """An officer's click; two officers click on each."""
    try:
        services.accept(Account.objects.get(username="county_officer"), Filing.objects.get(pk=pk), now=NOW)
    except services.Refused as refused:
        return refused.code
    return "accepted"


_seen: dict[int, int] = {}
ACCEPTED = 24


def main(count: int, threads: int) -> None:
    """Prepare, hand in twice each in a shuffled order, count."""
    call_command("migrate", verbosity=0)
    made = prepare(count)
    _seen.update(Filing.objects.filter(pk__in=made).values_list("pk", "revision"))
    clicks = made * 2
    random.Random(799).shuffle(clicks)
    started = time.monotonic()
    with ThreadPoolExecutor(threads) as pool:
        results = Counter(pool.map(hand_in, clicks))
    spent = time.monotonic() - started
    rows = Filing.objects.filter(pk__in=made)
    numbers = sorted(int(number.rpartition("-")[2]) for number in rows.values_list("number", flat=True) if number)
    review = Deadline.objects.filter(subject_kind="filing", rule="filing.review.online", ended_at__isnull=True)
    told = {
        "vendor": connection.vendor,
        "clicks": len(clicks),
        "results": dict(results),
        "states": dict(Counter(rows.values_list("state", flat=True))),
        "numbers_without_gap": numbers == list(range(1, len(numbers) + 1)),
        "last": list(FilingSeries.objects.values_list("last", flat=True)),
        "versions": dict(Counter(rows.annotate(count=Count("versions")).values_list("count", flat=True))),
        "submits": rows.filter(acts__action="submit").count(),
        "clocks": review.count(),
        "due": sorted({row.isoformat() for row in review.values_list("due", flat=True)}),
        "due_copied": sorted({row.isoformat() for row in rows.values_list("due", flat=True) if row}),
        "cameras": FilingCamera.objects.filter(filing__in=made).count(),
        "seconds": round(spent, 1),
    }
    with ThreadPoolExecutor(threads) as pool:
        told["accepted"] = dict(Counter(pool.map(accept, sorted(made[:ACCEPTED] * 2))))
    told["heaped"] = list(Heap.objects.filter(reader="county", county="130203").values_list("cameras", flat=True))
    told["heaps_wrong"] = heaping.recount()
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
