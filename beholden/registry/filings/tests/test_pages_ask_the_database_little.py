"""How often each page asks the database: a number, not a matter of how much there is."""

from __future__ import annotations

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.cameras import CameraFields
from beholden.registry.filings.tests.made import NOW, draft, filed, submitted

pytestmark = pytest.mark.django_db

MOST = {
    ("manager", "/filings"): 10,
    ("county_officer", "/filings"): 12,
    ("county_officer", "/filings?view=all&q=城南"): 14,
    ("county_officer", "/filings?view=all&after=2026-11-25_9"): 13,
    ("city_officer", "/filings"): 12,
    ("county_officer", "/window"): 6,
    ("system_admin", "/remits"): 5,
    ("manager", "/filings/{filed}"): 17,
    ("county_officer", "/filings/{filed}"): 18,
    ("county_officer", "/filings/{waiting}"): 19,
    ("city_officer", "/filings/{waiting}"): 15,
    ("county_officer", "/filings/{waiting}/ask"): 13,
    ("manager", "/filings/{draft}"): 17,
    ("manager", "/filings/{draft}/unit"): 5,
    ("manager", "/filings/{draft}/system"): 5,
    ("manager", "/filings/{draft}/cameras"): 8,
    ("manager", "/filings/{draft}/cameras/1"): 6,
    ("manager", "/filings/{draft}/agent"): 6,
    ("manager", "/filings/{draft}/check"): 10,
    ("manager", "/filings/{filed}/sign.pdf"): 5,
    ("county_officer", "/map"): 9,
    ("", "/s/{sign}"): 1,
    ("", "/filings/exempt"): 0,
}


def cameras(many: int) -> list[CameraFields]:
    return [
        CameraFields(f"{n:02d}", "一层", function_type="watch", datum="wgs84", lon=118.1 + n / 1e4, lat=39.6)
        for n in range(many)
    ]


def asked(cast: Cast, many: int) -> dict[tuple[str, str], int]:
    """How often each page asks when there are ``many`` of everything."""
    with time_machine.travel(NOW, tick=False):
        for _each in range(many):
            submitted(cast.manager, cameras=cameras(1), letter=None)
        kept = {
            "filed": filed(cast.manager, cast.county_officer, cameras=cameras(many)),
            "waiting": submitted(cast.manager, cameras=cameras(many)),
            "draft": draft(cast.manager, cameras=cameras(many)),
        }
        codes = {name: filing.code for name, filing in kept.items()} | {"sign": kept["filed"].sign}
        found = {}
        for part, page in MOST:
            client = Client()
            if part:
                client.force_login(getattr(cast, part), "django.contrib.auth.backends.ModelBackend")
            address = page.format(**codes)
            client.get(address)  # what is learnt once, by whoever comes first, is not the page's
            with CaptureQueriesContext(connection) as spent:
                answer = client.get(address)
            assert answer.status_code == 200, (part, page)
            found[part, page] = len(spent)
        return found


def test_no_page_asks_more_often_than_is_written_here_however_much_there_is(cast: Cast) -> None:
    cache.clear()
    few, many = asked(cast, 2), asked(cast, 12)
    assert {key: number for key, number in many.items() if number > MOST[key]} == {}
    assert {key for key in MOST if many[key] > few[key]} == set()
