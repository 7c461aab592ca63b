"""The demo county: every state of the flow, clocks that run, one law-abiding way through the services, told once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from beholden.cli import county, county_dossiers, county_words
from beholden.ground.evidence import services as evidence
from beholden.ground.people import uscc
from beholden.ground.people.models import Organisation
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings import completeness, papers, queries
from beholden.registry.filings.models import Act, Filing, State
from beholden.registry.inspections.models import Inspection
from beholden.registry.orders.models import Order
from beholden.registry.penalties.models import Case
from beholden.registry.statistics.models import FilingCount
from beholden.registry.tips.models import Tip
from beholden.site.dossiers.models import DossierEntry
from beholden.site.dossiers.tests.made import a_system

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_every_state_stands_there_due_and_overdue_and_telling_it_again_changes_nothing(cast: Cast) -> None:
    told: list[int] = []
    assert county.fill(NOW, cast.county_officer, 36, told.append) == 36
    assert told == list(range(1, 37))
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


@pytest.mark.django_db
def test_what_happened_stands_in_the_order_it_happened(cast: Cast) -> None:
    county.fill(NOW, cast.county_officer, 20)
    times = list(Act.objects.exclude(action__in=["start", "receive"]).order_by("id").values_list("at", flat=True))
    assert times == sorted(times) and times[-1] <= NOW.replace(hour=23)
    numbers = list(
        Filing.objects.exclude(number=None).order_by("submitted_at", "number").values_list("number", flat=True)
    )
    assert len(set(numbers)) == len(numbers)
    decisions = Act.objects.filter(action__in=["accept", "ask", "archive"])
    assert {entry["kind"] for _index, entry in evidence.entries()} >= {"decide"}
    assert all(act.log_index is not None for act in decisions)


@pytest.mark.django_db
def test_supervision_stands_in_every_state(cast: Cast) -> None:
    county.fill(NOW, cast.county_officer, 36)
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
    assert FilingCount.objects.get(measure="all", month=today.replace(day=1)).count > 0


@pytest.mark.django_db
def test_the_dossiers_are_partly_filled_once(cast: Cast) -> None:
    a_system(cast.manager)
    assert county_dossiers.fill(cast.manager, NOW) == 10
    assert county_dossiers.fill(cast.manager, NOW) == 0
    assert DossierEntry.objects.filter(until_on__range=(NOW.date(), NOW.date() + timedelta(days=30))).count() >= 2
    assert DossierEntry.objects.filter(until_on__lt=NOW.date()).exists(), "one has run out"
    assert not DossierEntry.objects.filter(kind="drill").exists(), "one is missing"


def test_its_papers_are_pdf_and_its_codes_belong_to_nobody() -> None:
    page = county_words.paper("Letter (demo)")
    assert page.startswith(b"%PDF-1.4") and page.endswith(b"%%EOF\n") and b"[demo]" in page
    assert page[int(page.split(b"startxref\n")[1].split()[0]) :].startswith(b"xref")
    assert len({county_words.uscc(number) for number in range(1, 201)}) == 200
