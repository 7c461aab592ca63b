"""Marks of filings in force: exact for the unit and its police, coarse for the sector, nothing for anybody else."""

from __future__ import annotations

import dataclasses
import json

import pytest
from django.test import Client

from beholden.ground.people import services as people
from beholden.ground.people.roles import Kind, Role
from beholden.ground.people.tests.cast import Cast
from beholden.ground.places import coordinates
from beholden.ground.places.clearance import COARSE
from beholden.ground.places.tiles import CHINA, Box
from beholden.registry.filings import on_map
from beholden.registry.filings.cameras import CameraFields
from beholden.registry.filings.tests import made

pytestmark = pytest.mark.django_db
AT = (118.180521, 39.630123)
GATE = CameraFields("01 大门", "正门", function_type="watch", area="entrance", datum="wgs84", lon=AT[0], lat=AT[1])
SHIFTED = coordinates.convert(*AT, "wgs84", "gcj02")
TILL = dataclasses.replace(GATE, name="02 收银台", datum="gcj02", lon=SHIFTED[0], lat=SHIFTED[1])
NOWHERE = CameraFields("03 没有坐标", "库房", function_type="watch")


def names(account, box: Box = CHINA) -> list[str]:  # type: ignore[no-untyped-def]
    return sorted(mark.name for mark in on_map.look(account, box))


def test_only_filings_in_force_stand_on_the_map_and_only_for_those_who_may_read_them(cast: Cast) -> None:
    made.submitted(cast.manager, cameras=[GATE])
    assert names(cast.county_officer) == []
    filing = made.filed(cast.manager, cast.county_officer, cameras=[GATE, TILL, NOWHERE])
    seeing = {part for part, account in cast.accounts() if on_map.look(account, CHINA)}
    assert {"manager", "guard", "county_officer", "station_officer", "supervisor"} <= seeing
    assert not seeing & {"other_manager", "other_guard", "other_county_officer", "auditor", "system_admin", "resident"}
    assert names(cast.manager) == ["01 大门", "02 收银台"]
    first = on_map.look(cast.county_officer, CHINA)[0]
    assert first.address == f"/filings/{filing.code}"
    for mark in on_map.look(cast.county_officer, CHINA):
        assert mark.exact
        assert coordinates.metres(*AT, mark.lon, mark.lat) < 0.1  # both datums come out at the same gate


def test_the_sector_sees_roughly_and_never_what_lies_near_a_secret_unit(cast: Cast) -> None:
    secret = dataclasses.replace(GATE, name="04 涉密周边", near_secret=True, lat=39.74, lon=118.40)
    filing = made.submitted(cast.manager, cameras=[GATE, secret])
    type(filing).objects.filter(pk=filing.pk).update(state="filed", in_force=True, sector="commerce")
    sector = people.create_organisation(None, name="路北区商务局", kind=Kind.SECTOR, division="130203")
    from beholden.registry.filings.models import Remit

    Remit.objects.create(organisation=sector, sector="commerce")
    account = people.create_account(
        None, username="commerce", name="吴科长", role=Role.SECTOR_OFFICER, organisation=sector
    )
    (mark,) = on_map.look(account, CHINA)
    assert not mark.exact
    assert mark.name == "01 大门"
    assert (mark.lon, mark.lat) == (118.185, 39.635)
    assert names(cast.county_officer) == ["01 大门", "04 涉密周边"]
    extent = on_map.extent(account)
    assert extent is not None
    assert not extent.holds(118.40, 39.74)
    assert extent.as_list() == pytest.approx([118.165, 39.615, 118.205, 39.655])  # of the cell, not of the camera
    assert extent.holds(mark.lon, mark.lat)
    text = Client()
    text.force_login(account)
    page = text.get("/map").content.decode() + text.get("/map/marks?box=118,39,119,40").content.decode()
    assert "39.63012" not in page
    assert "118.16052" not in page
    assert "涉密周边" not in page
    assert json.dumps("涉密周边")[1:-1] not in page


def test_a_part_of_the_map_gives_its_own_cameras(cast: Cast) -> None:
    east = dataclasses.replace(GATE, name="05 东门", lon=AT[0] + 2 * COARSE)
    made.filed(cast.manager, cast.county_officer, cameras=[GATE, east])
    officer = cast.county_officer
    assert names(officer, Box(118.18, 39.63, 118.181, 39.631)) == ["01 大门"]
    assert names(officer, Box(118.19, 39.62, 118.21, 39.64)) == ["05 东门"]
    assert names(officer, Box(100, 20, 101, 21)) == []
    assert names(officer, Box(-180, -85, 180, 85)) == ["01 大门", "05 东门"]
    extent = on_map.extent(officer)
    assert extent is not None
    assert names(officer, extent) == ["01 大门", "05 东门"]
    assert on_map.extent(cast.other_manager) is None


def test_too_many_for_one_view_are_heaped_and_all_counted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_map, "MOST", 5)
    spread = [
        dataclasses.replace(GATE, name=f"{row}-{column}", lon=118.1 + row / 10, lat=39.5 + column / 10)
        for row in range(4)
        for column in range(4)
    ]
    made.filed(cast.manager, cast.county_officer, cameras=spread)
    heaps = on_map.look(cast.county_officer, CHINA)
    assert sum(heap.count for heap in heaps) == 16
    assert len(heaps) < 16
    box = Box(118.05, 39.45, 118.45, 39.85)
    near = on_map.look(cast.county_officer, box)
    assert sum(heap.count for heap in near) == 16
    assert len(near) >= len(heaps)
    assert all(box.holds(heap.lon, heap.lat) and not heap.name for heap in near)


def test_a_look_at_the_map_costs_the_same_whatever_stands_on_it(cast: Cast, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    many = [dataclasses.replace(GATE, name=str(index), lon=118.1 + index / 1000) for index in range(60)]
    made.filed(cast.manager, cast.county_officer, cameras=many)
    with django_assert_max_num_queries(4):
        assert len(on_map.look(cast.county_officer, CHINA)) == 60


def test_the_list_of_deadlines_calls_a_filing_by_its_number(cast: Cast) -> None:
    filing = made.submitted(cast.manager)
    client = Client()
    client.force_login(cast.county_officer)
    page = client.get("/deadlines?view=all").content.decode()
    assert f'<a href="/filings/{filing.code}">{made.fresh(filing).number}</a>' in page
