"""However many orders an area has, a page of them is read from where it begins: nothing is sorted."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beholden.ground.people.tests.cast import Cast
from beholden.registry.orders import queries

AREAS = {"county_officer": "county", "city_officer": "city"}
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("part", AREAS)
@pytest.mark.parametrize("name", queries.TABS)
def test_a_tab_is_listed_and_counted_along_its_area(cast: Cast, part: str, name: str) -> None:
    account, area = getattr(cast, part), AREAS[part]
    found = queries.tab(queries.visible_to(account), name, TODAY)
    listed = found.order_by("due_or_never", "-pk")[:51].explain()
    assert f"_of_{area}" in listed, listed
    assert "TEMP B-TREE" not in listed, listed
    counted = found.order_by()[: queries.COUNTED].explain()
    assert f"_of_{area}" in counted, counted
    assert "TEMP B-TREE" in found.order_by("place")[:51].explain()  # what the others must not say


def test_a_page_behind_another_is_two_questions(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        queries.page(queries.visible_to(cast.county_officer), "2026-03-09_7")
    assert len(asked) == 2
