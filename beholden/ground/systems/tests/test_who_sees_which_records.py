"""Unit, county, grant: the record of a System is for those it concerns."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from beholden.ground.people import services as people
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems import queries
from beholden.ground.systems.tests.declared import declare_camera, declare_system


def test_each_part_sees_its_own_and_nobody_elses(cast: Cast) -> None:
    mine = declare_system(cast.manager)
    theirs = declare_system(cast.other_manager, name="第三小学")
    seen = {part: {system.name for system in queries.visible_to(account)} for part, account in cast.accounts()}
    both = {mine.name, theirs.name}
    assert seen == {
        "manager": {mine.name},
        "guard": {mine.name},
        "county_officer": {mine.name},
        "station_officer": {mine.name},
        "other_guard": {theirs.name},
        "other_manager": {theirs.name},
        "other_county_officer": {theirs.name},
        "system_admin": both,
        "security_admin": both,
        "auditor": both,
        "resident": set(),
        "supervisor": {mine.name},
        "city_officer": set(),  # a county's records are the county's; a city reads filings
        "sector_officer": set(),
        "discipline_officer": set(),
    }
    assert not queries.visible_to(AnonymousUser()).exists()  # type: ignore[arg-type]


def test_a_grant_for_one_camera_shows_that_one_while_it_runs(cast: Cast) -> None:
    system = declare_system(cast.manager)
    shown, hidden = declare_camera(cast.manager, system), declare_camera(cast.manager, system, name="02")
    now = timezone.now()
    grant = people.grant(
        cast.security_admin,
        cast.other_guard,
        camera=shown,
        actions=["live"],
        starts=now,
        ends=now + timedelta(days=1),
        purpose="联合值守",
    )
    assert [camera.code for camera in queries.cameras_visible_to(cast.other_guard)] == [shown.code]
    assert system in queries.visible_to(cast.other_guard)
    assert not queries.cameras_visible_to(cast.other_guard, at=now + timedelta(days=2)).exists()
    people.revoke(cast.security_admin, grant, why="结束")
    assert not queries.cameras_visible_to(cast.other_guard).exists()
    assert {camera.code for camera in queries.cameras_visible_to(cast.guard)} == {shown.code, hidden.code}


def test_an_account_switched_off_sees_nothing(cast: Cast) -> None:
    declare_system(cast.manager)
    cast.guard.is_active = False
    assert not queries.visible_to(cast.guard).exists()
