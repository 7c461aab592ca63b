"""Every address × every role: what the tables in `rights/` say, and nothing that it doesn't name.

Security promise 2: object rights on every request, generated from the URL map; promise 3: three-way separation.
"""

from __future__ import annotations

import copy
import json
import logging
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from beholden.ground.documents import services as documents
from beholden.ground.evidence import heads
from beholden.ground.people import services
from beholden.ground.people.models import SignIn
from beholden.ground.people.tests.cast import Cast, make_cast
from beholden.ground.systems.models import Camera
from beholden.registry.filings import services as filings
from beholden.registry.filings.tests.made import submitted
from beholden.registry.imports import services as imports
from beholden.registry.imports.models import CameraImport
from beholden.site.access.models import AccessEntry
from beholden.site.access.tests.footage_maker import record
from beholden.site.access.tests.stage import Stage, ask, make_stage, recording
from beholden.site.recordings.services import HoldFields, place_hold
from tests.house.addresses import METHODS, addresses, filled
from tests.house.rights import ADMINISTRATORS, EVERYONE, FOREIGN, METHOD_DOES_NOT_MATTER, RIGHTS, VALUES, Right
from tests.house.rights.right import LOOKERS

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
NOW = START + timedelta(hours=3)
TABLE = {(right.method, right.address): right for right in RIGHTS}


@dataclass
class World:
    """The stage, and a browser with a purpose chosen for each part of the cast, and a stranger's."""

    stage: Stage
    browsers: dict[str, Client]
    recorded: bool = False
    made: dict[Any, Any] = field(default_factory=dict)

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """What ``make`` made the first time: where nothing changes, addresses of one kind of object share it."""
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]


def signed_in(stage: Stage) -> dict[str, Client]:
    """Everybody's browser, and a stranger's."""
    browsers = {"stranger": Client()}
    for part, account in stage.cast.accounts():
        browsers[part] = Client()
        browsers[part].force_login(account)
        if part in LOOKERS:
            browsers[part].post("/duty", {"purpose": "duty", "note": ""})
    return browsers


@pytest.fixture(scope="module")
def standing(shared_ground: AbstractContextManager[Path]) -> tuple[World, Path]:
    """The stage and who is signed in, made once: (world, its DATA)."""
    with shared_ground as data:
        stage = make_stage(make_cast())
        return World(stage, signed_in(stage)), data


@pytest.fixture
def world(standing: tuple[World, Path], db: None, caplog: pytest.LogCaptureFixture) -> World:
    """A copy for one test, which is rolled back."""
    caplog.set_level(logging.ERROR, "django.request")  # thousands are refused here, and nobody reads the lines
    made, data = standing
    shutil.copytree(data, settings.DATA, dirs_exist_ok=True)
    browsers = {}
    for part, browser in made.browsers.items():
        browsers[part] = Client()
        browsers[part].cookies = copy.deepcopy(browser.cookies)
        browsers[part].handler = browser.handler  # the same server: its middleware is loaded once
    return World(copy.deepcopy(made.stage), browsers)


def footage(world: World) -> None:
    """Half a minute of footage at both gates, and a recorder that runs now."""
    if world.recorded:
        return
    world.recorded = True
    for camera in (world.stage.gate, world.stage.foreign):
        record(Path(settings.DATA), camera.code, START)
    recording(world.stage.gate, world.stage.foreign)


def look(world: World, action: str) -> tuple[int, str]:
    """(register number, token) of a look of the guard's at the own gate."""
    start = None if action == "live" else START + timedelta(seconds=1)
    end = START + timedelta(seconds=20) if action == "playback" else None
    answer = ask(world.browsers["guard"], world.stage.gate.code, action, start, end)
    assert answer.status_code == 201, answer.content.decode()
    address = next(iter(answer.json()["urls"].values()))
    return answer.json()["number"], address.split("/")[3].removesuffix(".jpg")


def values_for(address: str, world: World) -> dict[str, Any]:
    """What stands in for the parameters of this address."""
    cast, stage = world.stage.cast, world.stage
    values: dict[str, Any] = {"index": 0, "segment": 1, "first": 0, "last": 0, "token": "unknown-token"}
    values["origin_hash"] = "0" * 64
    values |= {"rule": "retention.floor", "key": "R", "cite": "R17"}  # of the law
    for beginning, of_room in VALUES.items():
        if address.startswith(beginning):
            return values | world.once((of_room, address.split("<")[0]), partial(of_room, world, address))
    if address.startswith(("/filings/<", "/api/filings/<")):
        filing = world.once(submitted, lambda: submitted(cast.manager, now=NOW))
        paper = filing.attachments.get(kind="authorisation_letter")
        return {
            "code": filing.code,
            "number": 1,
            "document": "unknown",
            "file": paper.code,
            "kind": "agent_id",
            **values,
        }
    if address.startswith(("/media/", "/ledger/")) or "number>" in address or "timeline" in address:
        footage(world)
        values["number"], token = look(world, "snapshot" if "snapshot" in address else "playback")
        if address.startswith("/media/"):
            values["token"] = token
    if address.startswith("/ledger/"):
        heads.publish()
    codes: dict[str, Callable[[], str]] = {
        "/people/": lambda: cast.other_manager.code,
        "/grants/": lambda: a_grant(world),
        "/account/": lambda: SignIn.objects.get(account=cast.guard).code,
        "/systems/": lambda: stage.system.code,
        "/cameras/": lambda: stage.gate.code,
        "/api/cameras/": lambda: stage.gate.code,
        "/storage/holds/<": lambda: (
            place_hold(
                cast.manager, stage.system, HoldFields("incident", START, START + timedelta(minutes=1), "店内纠纷")
            ).code
        ),
        "/alarms/": lambda: "al-nothing",
        "/s/": lambda: "b-nothing",
        "/d/": lambda: a_document(cast),
        "/imports/": lambda: an_import(cast).code,
    }
    for beginning, make in codes.items():
        if address.startswith(beginning):
            values["code"] = make()
    if address == "/filings/<str:code>/import":
        values["code"] = an_import(cast).filing.code
    if "<int:segment>" in address:
        playlist = world.browsers["guard"].get(f"/media/play/{token}/index.m3u8").content.decode()
        values["segment"] = int(playlist.split('URI="init/')[1].split(".")[0])
        piece = next(line for line in playlist.splitlines() if line.endswith(".m4s"))
        values["first"], values["last"] = piece.split("/")[-1].removesuffix(".m4s").split("-")
    return values


def a_document(cast: Cast) -> str:
    told = {"authority": "路北区公安分局", "unit": "城南商场", "rows": [["事项", "新备案"]]}
    return documents.issue("filing_receipt", ("filing", "f-1"), told, cast.county_officer).code


def an_import(cast: Cast) -> CameraImport:
    filing = filings.start(cast.manager, place_category="op_crowd", now=NOW)
    return imports.upload(cast.manager, filing, "点位.csv", ["名称,经度,纬度\n正门,118.1,39.6\n".encode()], now=NOW)


def a_grant(world: World) -> str:
    cast = world.stage.cast
    return services.grant(
        cast.security_admin,
        cast.county_officer,
        camera=world.stage.gate,
        actions=["live"],
        starts=NOW + timedelta(days=1),
        ends=NOW + timedelta(days=2),
        purpose="尚未生效",
    ).code


def send(browser: Client, method: str, path: str, right: Right | None) -> Any:
    times = {"from": START.isoformat().replace("+", "%2B"), "to": NOW.isoformat().replace("+", "%2B")}
    query = right.query.format(**times) if right else ""
    form = right.form if right else {"nothing": "right"}
    if method == "POST" and path.startswith("/api/"):
        return browser.post(path + query, json.dumps(form), content_type="application/json")
    return getattr(browser, method.lower())(path + query, form if method == "POST" else None)


def test_the_table_names_every_address_and_no_other() -> None:
    real = set(addresses())
    assert real - {right.address for right in RIGHTS} == set(), "write these into tests/house/rights/"
    assert {right.address for right in RIGHTS} - real == set(), "these are gone: take them out of rights/"


def room_of(address: str) -> str:
    """Addresses that share a world where nothing changes: those that begin alike."""
    return "/".join(address.split("/")[: 3 if address.startswith("/api/") else 2]).rstrip("s")


CHANGES = [right for right in TABLE.values() if right.method != "GET" and right.yes and right.then < 400]
STAYS = [right for right in TABLE.values() if right not in CHANGES]  # read, or refused to everybody as it is sent here
EVERYWHERE = {right.address for right in RIGHTS} - METHOD_DOES_NOT_MATTER


def complaints_of(world: World, right: Right) -> list[str]:
    path = filled(right.address, values_for(right.address, world))
    # those who may come last: what they do must not explain away a refusal
    order = sorted(world.browsers, key=lambda part: part in right.yes)
    found = {part: send(world.browsers[part], right.method, path, right).status_code for part in order}
    return [
        f"{right.method} {right.address}: {part} got {found[part]}, the table says {right.status(part)}"
        for part in order
        if found[part] != right.status(part)
    ]


@pytest.mark.parametrize("room", sorted({room_of(right.address) for right in STAYS}))
@time_machine.travel(NOW, tick=False)
def test_each_role_gets_what_the_table_says(world: World, room: str) -> None:
    rows = [right for right in STAYS if room_of(right.address) == room]
    assert [complaint for right in rows for complaint in complaints_of(world, right)] == []


@pytest.mark.parametrize("right", CHANGES, ids=lambda right: f"{right.method} {right.address}")
@time_machine.travel(NOW, tick=False)
def test_each_role_may_change_what_the_table_says(world: World, right: Right) -> None:
    assert complaints_of(world, right) == []


def asking(world: World, method: str, address: str) -> list[str]:
    """Who tries: everybody where pages listen; elsewhere a stranger, two who may do most here, and two who may not."""
    parts = sorted(world.browsers)
    if method in ("GET", "POST"):
        return parts
    may = frozenset[str]().union(*(right.yes for right in RIGHTS if right.address == address))
    return ["stranger", *sorted(may)[:2], *[part for part in parts if part not in may and part != "stranger"][:2]]


@pytest.mark.parametrize("room", sorted({room_of(address) for address in EVERYWHERE}))
@time_machine.travel(NOW, tick=False)
def test_no_other_method_does_anything_for_anybody(world: World, room: str) -> None:
    for address in sorted(address for address in EVERYWHERE if room_of(address) == room):
        path = filled(address, values_for(address, world))
        for method in METHODS:
            if (method, address) in TABLE:
                continue
            for part in asking(world, method, address):
                answer = send(world.browsers[part], method, path, None)
                refused = answer.status_code in (401, 403, 404, 405)
                sent_to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in")
                assert refused or sent_to_sign_in, f"{part}: {method} {path} gave {answer.status_code}"


# part → cameras whose footage the office opens; everything else is refused, and the refusal registered
SEES = {"manager": "gate", "guard": "gate", "other_manager": "foreign", "other_guard": "foreign"}
HIDDEN_FROM = {
    "gate": FOREIGN,
    "foreign": FOREIGN - {"other_guard", "other_manager", "other_county_officer"}
    | {"manager", "guard", "county_officer", "station_officer", "supervisor"},
}


@pytest.mark.parametrize("action", ["live", "playback", "snapshot"])
@pytest.mark.parametrize("where", ["gate", "foreign"])
@time_machine.travel(NOW, tick=False)
def test_footage_of_each_camera_is_for_its_own_unit(world: World, where: str, action: str) -> None:
    footage(world)
    camera: Camera = getattr(world.stage, where)
    start = None if action == "live" else START + timedelta(seconds=1)
    end = START + timedelta(seconds=20) if action == "playback" else None
    for part in sorted(EVERYONE):
        before = AccessEntry.objects.count()
        answer = ask(world.browsers[part], camera.code, action, start, end)
        wanted = 201 if SEES.get(part) == where else 404 if part in HIDDEN_FROM[where] else 403
        assert answer.status_code == wanted, f"{part}: {answer.content.decode()}"
        assert AccessEntry.objects.count() == before + 1, f"{part}: a look or a refusal stands in the register"
        entry = AccessEntry.objects.latest("number")
        assert (entry.result == "granted") is (wanted == 201)
        if part in ADMINISTRATORS:
            assert "urls" not in answer.json()
    assert ask(world.browsers["stranger"], camera.code, action, start, end).status_code == 401


@time_machine.travel(NOW, tick=False)
def test_without_a_purpose_nobody_gets_a_picture(world: World) -> None:
    for part, account in world.stage.cast.accounts():
        browser = Client()
        browser.force_login(account)
        answer = ask(browser, world.stage.gate.code, "live")
        assert answer.status_code in (403, 404), part
        assert "urls" not in answer.json()


@time_machine.travel(NOW, tick=False)
def test_administrators_and_officers_never_see_where_a_camera_is_reached(world: World) -> None:
    for part, browser in world.browsers.items():
        for path in (f"/cameras/{world.stage.gate.code}", f"/systems/{world.stage.system.code}", "/systems"):
            shown = "10.0.0.1" in browser.get(path).content.decode()
            assert shown is (part == "manager" and path.startswith("/cameras")), f"{part}: {path}"
