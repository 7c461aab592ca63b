"""The demo county: every state of the flow, clocks that run, one law-abiding way through the services, told once."""

from __future__ import annotations

import copy
import shutil
from collections import Counter
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from beholden.cli import county, county_words
from beholden.ground.evidence import services as evidence
from beholden.ground.people import uscc
from beholden.ground.people.models import Organisation
from beholden.ground.people.tests.cast import Cast, make_cast
from beholden.registry.filings import completeness, papers, queries
from beholden.registry.filings.models import Act, Filing, State
from beholden.registry.inspections.models import Inspection
from beholden.registry.orders.models import Order
from beholden.registry.penalties.models import Case
from beholden.registry.statistics.models import KeptCount
from beholden.registry.tips.models import Tip

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def told(shared_ground: AbstractContextManager[Path]) -> tuple[Cast, Path]:
    """The county, told once: who plays, and its DATA."""
    with shared_ground as data:
        cast = make_cast()
        numbers: list[int] = []
        assert county.fill(NOW, cast.county_officer, 36, numbers.append) == 36
        assert numbers == list(range(1, 37))
        return cast, data


@pytest.fixture
def there(told: tuple[Cast, Path], db: None) -> Cast:
    cast, data = told
    shutil.copytree(data, settings.DATA, dirs_exist_ok=True)
    return copy.deepcopy(cast)


def test_every_state_stands_there_due_and_overdue_and_telling_it_again_changes_nothing(there: Cast) -> None:
    cast = there
    states = Counter(Filing.objects.values_list("state", flat=True))
    assert set(states) == set(State.values), "one of each at least"
    units = Organisation.objects.filter(accounts__username__startswith=county.PREFIX)
    assert units.count() == 36 and all(uscc.is_valid(unit.uscc) for unit in units)
    assert Organisation.objects.filter(name__in=units.values("name")).count() == 36, "the window found each by its code"
    tabs = queries.tab_counts(cast.county_officer, timezone.localdate(NOW))
    assert tabs["overdue"] >= 2 and tabs["mine"] > tabs["overdue"] and tabs["archive"] >= 2
    for filing in Filing.objects.filter(state__in=[State.FILED, State.ARCHIVED]):
        assert completeness.review(papers.gathered(filing), NOW.date()).complete
    assert county.fill(NOW, cast.county_officer, 36) == 0


def test_what_happened_stands_in_the_order_it_happened(there: Cast) -> None:
    times = list(Act.objects.exclude(action__in=["start", "receive"]).order_by("id").values_list("at", flat=True))
    assert times == sorted(times) and times[-1] <= NOW.replace(hour=23)
    numbers = list(
        Filing.objects.exclude(number=None).order_by("submitted_at", "number").values_list("number", flat=True)
    )
    assert len(set(numbers)) == len(numbers)
    decisions = Act.objects.filter(action__in=["accept", "ask", "archive"])
    assert {entry["kind"] for _index, entry in evidence.entries()} >= {"decide"}
    assert all(act.log_index is not None for act in decisions)


def test_supervision_stands_in_every_state(there: Cast) -> None:
    today = timezone.localdate(NOW)
    assert {"planned", "begun", "closed"} <= set(Inspection.objects.values_list("state", flat=True))
    assert Inspection.objects.filter(state="planned", scheduled_on=today, officers__username="station").exists()
    found = Order.objects.values_list("state", flat=True)
    assert {"served", "closed_corrected"} <= set(found)
    assert Order.objects.filter(state="served", due__lt=today).exists(), "one is overdue"
    assert Order.objects.filter(state="served", expires_on__gte=today).exists(), "one runs"
    assert Case.objects.get().state == "noticed"
    assert set(Tip.objects.values_list("state", flat=True)) == {"answered", "checking", "received"}
    numbers = list(Inspection.objects.order_by("created_at", "pk").values_list("number", flat=True))
    assert numbers == sorted(numbers), "numbers go with time"
    assert KeptCount.objects.get(subject="filings", area="130203", measure="all", month=today.replace(day=1)).count > 0


def test_its_papers_are_pdf_and_its_codes_belong_to_nobody() -> None:
    page = county_words.paper("Letter (demo)")
    assert page.startswith(b"%PDF-1.4") and page.endswith(b"%%EOF\n") and b"[demo]" in page
    assert page[int(page.split(b"startxref\n")[1].split()[0]) :].startswith(b"xref")
    assert len({county_words.uscc(number) for number in range(1, 201)}) == 200
