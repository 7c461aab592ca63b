"""The page: who may open it, pages of fifty, English, and a number of questions that does not grow with the list."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from beholden.ground.deadlines import services
from beholden.ground.people.tests.cast import COUNTY, Cast

pytestmark = pytest.mark.django_db
FACTS = {"place_category": "op_crowd", "in_use.date": "2026-11-01"}
OWE = {"manager", "other_manager", "county_officer", "other_county_officer", "supervisor", "city_officer"}


def fill(cast: Cast, count: int, first: int = 0) -> None:
    for index in range(first, first + count):
        services.start("filing.term.new", ("filing", f"f-{index:03d}"), date(2026, 11, 1), COUNTY, FACTS, cast.unit)


def test_it_opens_for_offices_that_owe_and_shows_each_its_own(cast: Cast) -> None:
    fill(cast, 1)
    for part, account in cast.accounts():
        client = Client()
        client.force_login(account)
        answer = client.get("/deadlines?view=all")
        assert answer.status_code == (200 if part in OWE else 403), part
        assert ("f-000" in answer.content.decode()) == (part == "manager"), part
    stranger = Client().get("/deadlines")
    assert stranger.status_code == 302
    assert stranger["Location"].startswith("/sign-in")


def test_fifty_stand_on_a_page_and_questions_do_not_grow(cast: Cast, django_assert_max_num_queries: Any) -> None:
    fill(cast, 3)
    client = Client()
    with time_machine.travel("2026-11-10T04:00:00+00:00", tick=False):
        client.force_login(cast.manager)
        client.get("/deadlines?view=all")
        fill(cast, 60, first=3)
        with django_assert_max_num_queries(12):
            first = client.get("/deadlines?view=all").content.decode()
        second = client.get("/deadlines?view=all&page=2").content.decode()
        beyond = client.get("/deadlines?view=all&page=999").content.decode()
    assert first.count(">f-0") == 50
    assert "f-000" in first
    assert "f-062" not in first
    assert "f-062" in second
    assert "f-062" in beyond  # a page that is not there is the last one


def test_an_english_reader_reads_english(cast: Cast) -> None:
    fill(cast, 1)
    with time_machine.travel("2026-12-05T04:00:00+00:00", tick=False):
        client = Client()
        client.force_login(cast.manager)
        client.post("/language", {"language": "en", "next": "/"})
        page = client.get("/deadlines").content.decode()
    assert "4 days overdue" in page
    assert "Term to file a new system" in page
    assert "已超期" not in page
