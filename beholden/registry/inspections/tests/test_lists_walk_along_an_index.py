"""However many visits an area has, a page of them is read from where it begins: nothing is sorted, nothing skipped."""

from __future__ import annotations

import pytest
from django.db.models import QuerySet

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections import oversight, queries
from beholden.registry.inspections.tests.made import NOW

AREAS = {"county_officer": "county", "city_officer": "city"}
TODAY = NOW.date()


def plan(found: QuerySet) -> str:  # type: ignore[type-arg]
    """How SQLite means to answer."""
    return found.explain()


def of_area(account: Account, area: str, along: str, found: QuerySet) -> None:  # type: ignore[type-arg]
    listed = plan(found.order_by("-scheduled_on", "-pk")[:51])
    assert f"inspection_{along}_of_{area}" in listed, listed
    assert "TEMP B-TREE" not in listed, listed


@pytest.mark.parametrize("part", AREAS)
def test_tabs_and_filters_have_an_index_each(cast: Cast, part: str) -> None:
    account, area = getattr(cast, part), AREAS[part]
    for name in ("begun", "overdue", "planned", "closed"):
        found = queries.tab(account, name, TODAY)
        of_area(account, area, "tab", found)
        assert f"inspection_tab_of_{area}" in plan(found.order_by()[: queries.COUNTED])
    of_area(account, area, "days", queries.tab(account, "all", TODAY))
    of_area(account, area, "why", queries.search(queries.tab(account, "all", TODAY), "", reason="tip"))
    of_area(account, area, "how", queries.search(queries.tab(account, "all", TODAY), "", kind="professional"))
    sorted_by_hand = plan(queries.tab(account, "all", TODAY).order_by("place")[:51])
    assert "TEMP B-TREE" in sorted_by_hand  # what the others must not say


@pytest.mark.parametrize("part", AREAS)
def test_an_officers_own_are_found_by_the_officer(cast: Cast, part: str) -> None:
    own = plan(queries.tab(getattr(cast, part), "mine", TODAY).order_by("scheduled_on", "pk")[:51])
    first, then = own.splitlines()[:2]
    assert "inspection_officers" in first, own
    assert "account_id=?" in first, own
    assert "PRIMARY KEY" in then, own


@pytest.mark.parametrize("part", AREAS)
def test_units_inspected_most_stand_in_the_order_they_are_asked_for(cast: Cast, part: str) -> None:
    counts = oversight.counts_visible_to(getattr(cast, part)).filter(year=TODAY.year, reason="")
    for some in (counts.filter(visits__gt=0), counts.filter(visits=3, pk__gt=9), counts.filter(visits__lt=3)):
        listed = plan(some.order_by("-visits", "pk")[:51])
        assert "visit_count_most" in listed, listed
        assert "TEMP B-TREE" not in listed, listed
