"""Scopes: county, city by prefix, the unit its own once begun, nobody learns of a tip (R5, R24, 程序规定63)."""

from __future__ import annotations

import time_machine
from django.test import Client

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections import queries, services
from beholden.registry.inspections.models import Inspection
from beholden.registry.inspections.tests.made import JPEG, NOW, begun, closed, planned


def seen_by(cast: Cast, visit: Inspection) -> set[str]:
    return {part for part, account in cast.accounts() if queries.visible_to(account).filter(pk=visit.pk).exists()}


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    return client


POLICE = {"county_officer", "station_officer", "supervisor", "city_officer"}


def test_the_unit_learns_of_a_visit_when_it_begins_and_the_other_county_never(cast: Cast) -> None:
    assert seen_by(cast, planned(cast)) == POLICE
    assert seen_by(cast, begun(cast, override_reason="另一次检查")) == POLICE | {"manager"}


@time_machine.travel(NOW, tick=False)
def test_the_unit_is_never_told_that_there_was_a_tip(cast: Cast) -> None:
    visit = closed(cast, reason="tip", reason_code="t-secret")
    unit = browser(cast.manager)
    for path in ("/inspections", f"/inspections/{visit.code}"):
        page = unit.get(path).content.decode()
        assert "线索核查" in page
        assert "举报" not in page.split("<main", 1)[1]
        assert "t-secret" not in page
    assert "举报核查" in browser(cast.county_officer).get(f"/inspections/{visit.code}").content.decode()
    assert unit.get(f"/inspections/{visit.code}/record.pdf").content.startswith(b"%PDF")
    assert "线索核查" in " ".join(
        str(cell) for row in _rows(unit.get("/inspections/table.xlsx").getvalue()) for cell in row
    )


def _rows(data: bytes) -> list[tuple[object, ...]]:
    from io import BytesIO

    from openpyxl import load_workbook

    sheet = load_workbook(BytesIO(data)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


@time_machine.travel(NOW, tick=False)
def test_evidence_is_handed_out_without_a_cookie_to_those_who_may_see_it(cast: Cast) -> None:
    visit = begun(cast)
    photo = services.attach(cast.station_officer, visit, "photo", "../../etc/x.jpg", [JPEG], item=2, now=NOW)
    answer = browser(cast.manager).get(f"/inspections/{visit.code}/files/{photo.code}")
    given = Client().get(answer.headers["Location"])
    assert b"".join(given.streaming_content) == JPEG  # type: ignore[attr-defined]
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert browser(cast.city_officer).get(f"/inspections/{visit.code}/files/{photo.code}").status_code == 404
    assert Client().get("/evidence/forged").status_code == 404
