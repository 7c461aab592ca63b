"""Wall, duty and play: who reaches them, the purpose first, what the page tells the island, what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from beholden.ground.people.permissions import may
from beholden.ground.people.services import grant
from beholden.ground.systems.models import Camera
from beholden.ground.systems.services import CameraFields, add_camera
from beholden.site.access import duty, queries
from beholden.site.access.models import AccessEntry
from beholden.site.access.tests.stage import Stage, recording, sign_in
from beholden.site.recordings.saying import sentence
from beholden.site.recordings.services import raise_alarm


def test_before_a_purpose_is_chosen_the_wall_knows_no_camera(stage: Stage) -> None:
    recording(stage.gate)
    client = sign_in(stage.cast.guard, None)
    for address in ("/wall", "/play", f"/play?camera={stage.gate.code}"):
        page = client.get(address)
        text = page.content.decode()
        assert page.status_code == 200
        assert "值班监看" in text
        assert stage.gate.code not in text.replace(f'value="{address}"', "")
        assert stage.gate.name not in text


def test_a_purpose_leads_back_to_where_the_person_was_going(stage: Stage) -> None:
    client = sign_in(stage.cast.guard, None)
    wanted = f"/play?camera={stage.gate.code}"
    assert wanted in client.get(wanted).content.decode()
    assert client.post("/duty", {"purpose": "duty", "next": wanted})["Location"] == wanted
    assert stage.gate.name in client.get(wanted).content.decode()


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil", "wall", ""]
)
def test_a_purpose_never_leads_off_this_site(stage: Stage, away: str) -> None:
    client = sign_in(stage.cast.guard, None)
    assert client.post("/duty", {"purpose": "duty", "next": away})["Location"] == "/wall"
    assert client.get("/duty", {"next": away}).context["next"] == "/wall"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "请选择查看事由"),
        ({"purpose": "curiosity"}, "请从列出的事由中选择"),
        ({"purpose": "incident"}, "请写明具体事由，例如事件、工单或案件名称"),
        ({"purpose": "internal", "note": "   "}, "请写明具体事由，例如事件、工单或案件名称"),
        ({"purpose": "duty", "note": "长" * 201}, "说明最多 200 字"),
    ],
    ids=str,
)
def test_a_half_purpose_is_told_and_what_was_typed_stays(stage: Stage, typed: dict[str, str], sentence: str) -> None:
    client = sign_in(stage.cast.guard, None)
    page = client.post("/duty", typed)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert typed.get("note", "").strip()[:200] in page.content.decode()
    assert duty.of(client.session) is None


def test_a_note_with_markup_is_text(stage: Stage) -> None:
    client = sign_in(stage.cast.guard, "incident", '<script>alert("1")</script>')
    text = client.get("/wall").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_a_broken_purpose_in_a_session_counts_as_none(stage: Stage) -> None:
    client = sign_in(stage.cast.guard)
    for broken in ("x", {"id": 1}, {"id": "a", "purpose": "dance", "note": "", "since": "2026"}, None, 7):
        session = client.session
        session[duty.KEY] = broken
        assert duty.of(session) is None


@pytest.mark.parametrize("part", ["system_admin", "security_admin", "auditor", "resident"])
def test_whoever_never_sees_footage_has_no_wall(stage: Stage, part: str) -> None:
    client = sign_in(getattr(stage.cast, part), None)
    for answer in (
        client.get("/wall"),
        client.get("/play"),
        client.get("/duty"),
        client.post("/duty", {"purpose": "duty"}),
    ):
        assert answer.status_code == 403
    assert client.get("/api/cameras").json()["cameras"] == []


def test_the_wall_shows_own_cameras_in_their_order_with_their_state(stage: Stage) -> None:
    recording(stage.gate)
    page = sign_in(stage.cast.guard).get("/wall")
    told = [(camera["name"], camera["state"]) for camera in page.context["data"]["cameras"]]
    assert told == [("01 大门", "recording"), ("02 收银", "connecting")]
    assert stage.foreign.name not in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert not AccessEntry.objects.exists()  # a page is no look


def test_the_wall_says_what_is_wrong_with_the_machine_and_leaves_lost_cameras_to_their_tiles(stage: Stage) -> None:
    client = sign_in(stage.cast.guard)
    assert 'id="wall-machine" href="/alarms" hidden' in client.get("/wall").content.decode()
    assert client.get("/api/cameras").json()["alarms"] == []
    raise_alarm("camera_down", camera=stage.till)
    disk = raise_alarm("disk", level="tight", detail={"full_on": "2026-12-09", "missing": 10**12, "floor_days": 30})
    told = client.get("/api/cameras").json()["alarms"]
    assert told == [sentence(disk)]
    assert f'href="/alarms"><i class="bi bi-hdd-fill" aria-hidden="true"></i><span role="status">{told[0]}<' in (
        client.get("/wall").content.decode()
    )
    assert sign_in(stage.cast.county_officer).get("/api/cameras").json()["alarms"] == []


def test_nobodys_password_or_address_reaches_a_page_or_the_api(stage: Stage) -> None:
    camera = add_camera(
        stage.cast.manager, stage.system, CameraFields("03", "rtsp://10.0.0.9/x", "admin", "geheim-77")
    )  # fmt: skip
    client = sign_in(stage.cast.manager)
    for address in ("/wall", f"/play?camera={camera.code}", "/api/cameras", "/api/status"):
        text = client.get(address).content.decode()
        assert "10.0.0.9" not in text
        assert "geheim-77" not in text
        assert camera.password not in text


def test_play_opens_the_asked_camera_and_moment_and_not_another_units(stage: Stage) -> None:
    client = sign_in(stage.cast.guard)
    page = client.get("/play", {"camera": stage.till.code, "at": "2026-11-21T10:30:05"})
    assert page.context["data"]["camera"]["code"] == stage.till.code
    assert page.context["data"]["at"].isoformat() == "2026-11-21T10:30:05+08:00"
    exact = client.get("/play", {"camera": stage.till.code, "at": "2026-11-21T02:30:05+00:00"})
    assert exact.context["data"]["at"] == page.context["data"]["at"]
    nonsense = client.get("/play", {"camera": stage.till.code, "at": "gestern"})
    assert (nonsense.status_code, nonsense.context["at_unreadable"], nonsense.context["at"]) == (200, True, None)
    for at in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        beyond = client.get("/play", {"camera": stage.till.code, "at": at})
        assert (beyond.status_code, beyond.context["at_unreadable"]) == (200, True)
    assert client.get("/play").context["camera"]["code"] == stage.gate.code
    for code in (stage.foreign.code, "c-aaaaaaaaaa", "x" * 500, "'"):
        assert client.get("/play", {"camera": code}).status_code == 404, code


def test_a_page_costs_the_same_for_two_cameras_and_for_forty(stage: Stage, django_assert_max_num_queries: Any) -> None:
    client = sign_in(stage.cast.guard)
    with django_assert_max_num_queries(7) as few:
        client.get("/wall")
    Camera.objects.bulk_create(
        Camera(system=stage.system, name=f"{number}", url="rtsp://10.0.0.1/", created_at=timezone.now())
        for number in range(40)
    )
    for address in ("/wall", "/api/cameras", f"/play?camera={stage.gate.code}"):
        with django_assert_max_num_queries(7) as many:
            assert client.get(address).status_code == 200
        assert len(many) <= len(few) + 1, address


def test_the_list_of_cameras_says_what_leave_says_of_each(stage: Stage) -> None:
    """`watchable` answers for all at once; it must never differ from `may`, which decides."""
    now = timezone.now()
    term = {"starts": now - timedelta(days=1), "ends": now + timedelta(days=1), "purpose": "案件"}
    by = stage.cast.security_admin
    grant(by, stage.cast.county_officer, camera=stage.gate, actions=["live", "export"], **term)
    grant(by, stage.cast.county_officer, camera=stage.gate, actions=["snapshot"], **term)
    grant(by, stage.cast.station_officer, system=stage.system, actions=["playback"], **term)
    grant(by, stage.cast.other_guard, camera=stage.till, actions=["export"], **term)
    grant(
        by, stage.cast.other_county_officer, camera=stage.gate, actions=["live"], purpose="案件",
        starts=now + timedelta(hours=1), ends=now + timedelta(days=1),
    )  # fmt: skip
    cameras = (stage.gate, stage.till, stage.foreign)
    for part, account in stage.cast.accounts():
        listed = queries.watchable(account, now)
        for camera in cameras:
            allowed = {
                action for action in ("live", "playback", "snapshot") if may(account, action, camera, now).allowed
            }
            assert listed.get(camera, set()) - {"export", "masked"} == allowed, (part, camera.name)
