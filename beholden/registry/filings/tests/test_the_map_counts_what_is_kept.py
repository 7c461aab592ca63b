"""What is kept of each tile is what its cameras in force add up to, for everybody; a wide view reads nothing else."""

from __future__ import annotations

import dataclasses
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.ground.places.tiles import CHINA, Box, bounds, cover, quadkey
from beholden.registry.filings import jobs, on_map, services
from beholden.registry.filings.cameras import CameraFields
from beholden.registry.filings.models import DEPTHS, Filing, Heap
from beholden.registry.filings.services import heaping
from beholden.registry.filings.tests.made import AGENT, NOW, PDF, filed, fresh

pytestmark = pytest.mark.django_db
VIEWS = (CHINA, Box(117, 38, 120, 41), Box(118.0, 39.4, 118.5, 39.9), Box(118.1, 39.6, 118.14, 39.64))
GATE = CameraFields("大门", "正门", function_type="watch", structure_type="3", area="entrance", datum="wgs84")


def scattered(dice: random.Random, many: int) -> list[CameraFields]:
    found = [
        dataclasses.replace(GATE, name=str(n), lon=dice.uniform(118.0, 118.5), lat=dice.uniform(39.4, 39.9))
        for n in range(many)
    ]
    return [*found, CameraFields("没有坐标", "库房", function_type="watch", structure_type="3", area="entrance")]


def followed(cast: Cast, filing: Filing, *, cease: bool = False, cameras: list[CameraFields] | None = None) -> Filing:
    """The next version, accepted."""
    begin = services.start_cessation if cease else services.start_change
    made = begin(cast.manager, fresh(filing), now=NOW)
    services.save_answers(cast.manager, made, {"change_reason": "布局调整"}, now=NOW)
    if cameras is not None:
        services.remove_cameras(cast.manager, made, [1, 2, 3], now=NOW)
        services.add_cameras(cast.manager, made, cameras, now=NOW)
    services.set_agent(cast.manager, made, AGENT, now=NOW)
    services.attach(cast.manager, made, "agent_id", "x.pdf", [PDF], now=NOW)
    return services.accept(cast.county_officer, services.submit(cast.manager, fresh(made), now=NOW), now=NOW)


def added_up(account: Account, box: Box) -> dict[str, tuple[int, int, int]]:
    """By tile: how many, and where on average to a ten-thousandth of a degree, from the cameras themselves."""
    keys = cover(box)
    found = on_map._placed(account).filter(on_map._in_tiles("cell", keys))
    return rounded(on_map._gathered(found.order_by(), on_map._depth(keys)))


def rounded(gathered: list[on_map._Gathered]) -> dict[str, tuple[int, int, int]]:
    return {one.tile: (one.count, round(one.lon * 1e4), round(one.lat * 1e4)) for one in gathered}


def test_what_is_kept_is_what_the_cameras_add_up_to_for_everybody_after_every_decision(cast: Cast) -> None:
    dice, sector = random.Random(799), cast.sector_officer.organisation
    assert sector is not None
    services.set_remit(None, sector, sector="health")
    made = [filed(cast.manager, cast.county_officer, cameras=scattered(dice, 12)) for _each in range(3)]
    made.append(filed(cast.manager, cast.county_officer, sector="health", cameras=scattered(dice, 5)))
    Filing.objects.filter(pk=made[3].pk).get().cameras.filter(number=1).update(near_secret=True)
    assert heaping.recount() == ["130203"]  # the one that came to lie near a secret unit behind the services' back
    followed(cast, made[0], cameras=scattered(dice, 4))
    followed(cast, made[1], cease=True)
    seeing = set()
    for part, account in cast.accounts():
        for box in VIEWS:
            known = rounded(on_map._known(account, cover(box)))
            assert known == added_up(account, box), (part, box)
            seeing |= {part} if known else set()
    officer = Account.objects.get(pk=cast.sector_officer.pk)  # the remit is kept on the row
    assert sum(one.count for one in on_map._known(officer, cover(CHINA))) == 4
    assert seeing == {
        "manager",
        "guard",
        "county_officer",
        "station_officer",
        "supervisor",
        "city_officer",
        "sector_officer",
    }
    assert heaping.recount() == []
    for one in Filing.objects.filter(in_force=True):
        followed(cast, one, cease=True)
    assert not Heap.objects.exists()


def test_a_wide_view_reads_no_camera_and_shows_each_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_map, "MOST", 5)
    filed(cast.manager, cast.county_officer, cameras=scattered(random.Random(1), 30))
    for account in (cast.county_officer, cast.city_officer, cast.manager, cast.guard):
        with CaptureQueriesContext(connection) as asked:
            marks = on_map.look(account, CHINA)
            box = on_map.extent(account)
        assert not [query for query in asked if "filingcamera" in query["sql"]]
        assert sum(mark.count for mark in marks) == 30
        assert all(mark.exact and mark.division == "130203" and not mark.name for mark in marks)
        assert box is not None
        assert 117.9 < box.west < box.east < 118.6
        assert 39.3 < box.south < box.north < 40
        assert sum(mark.count for mark in on_map.look(account, box)) == 30
    assert on_map.look(cast.other_county_officer, CHINA) == []
    assert on_map.extent(cast.other_county_officer) is None


def test_in_a_narrow_view_only_what_lies_in_it_is_counted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_map, "MOST", 5)
    edges = bounds(quadkey(118.18, 39.63))
    inside = [
        dataclasses.replace(GATE, name=str(n), lon=edges.west + 1e-4 * n + 5e-5, lat=edges.north - 1e-4)
        for n in range(9)
    ]
    filed(cast.manager, cast.county_officer, cameras=inside)
    part = Box(edges.west, edges.north - 2e-4, edges.west + 7e-4, edges.north)
    assert [mark.count for mark in on_map.look(cast.county_officer, part)] == [7]
    assert sorted(
        mark.name for mark in on_map.look(cast.county_officer, Box(*part.as_list()[:2], edges.west + 4e-4, edges.north))
    ) == ["0", "1", "2", "3"]


def test_heaps_that_are_wrong_or_missing_are_mended_and_until_then_cameras_are_read(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_map, "MOST", 5)
    filed(cast.manager, cast.county_officer, cameras=scattered(random.Random(2), 9))
    kept = set(Heap.objects.values_list("reader", "depth", "tile", "county", "cameras", "lon", "lat"))
    assert {depth for _reader, depth, *_more in kept} == set(DEPTHS)
    assert heaping.recount() == []
    Heap.objects.all().delete()
    assert sum(mark.count for mark in on_map.look(cast.county_officer, CHINA)) == 9
    assert on_map.extent(cast.county_officer) is not None
    (job,) = jobs.JOBS
    assert job[2]() == ["130203"]
    assert set(Heap.objects.values_list("reader", "depth", "tile", "county", "cameras", "lon", "lat")) == kept
    wrong = Heap.objects.filter(reader="county").order_by("pk")[0]
    Heap.objects.filter(pk=wrong.pk).update(cameras=77)
    assert heaping.recount() == ["130203"]
    assert set(Heap.objects.values_list("reader", "depth", "tile", "county", "cameras", "lon", "lat")) == kept
