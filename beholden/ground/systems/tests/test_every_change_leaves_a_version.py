"""R11, M9: what stood when, changed by whom; credentials never among it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from beholden.engines import sealing
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems import credentials, services
from beholden.ground.systems.models import CameraVersion, System
from beholden.ground.systems.services import CameraFields, SystemFields
from beholden.ground.systems.tests.declared import declare_camera, declare_system
from beholden.ground.systems.wording import Refused

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


def test_a_system_keeps_all_its_versions_and_ignores_a_change_that_changes_nothing(cast: Cast) -> None:
    system = declare_system(cast.manager)
    fields = SystemFields(name="城南商场二期", division="130203", place_category="op_crowd", address="北新道 1 号")
    services.change_system(cast.manager, system, fields, note="更名", now=NOON)
    services.change_system(cast.manager, system, fields)
    system.refresh_from_db()
    versions = list(system.versions.values_list("number", "fields__name", "by__username", "note"))
    assert system.version == 2
    assert versions == [(1, "城南商场", "manager", ""), (2, "城南商场二期", "manager", "更名")]
    assert system.versions.get(number=2).at == NOON


def test_only_the_manager_of_the_unit_may_write(cast: Cast) -> None:
    system = declare_system(cast.manager)
    camera = declare_camera(cast.manager, system)
    others = [account for part, account in cast.accounts() if part != "manager"]
    assert len(others) == len(list(cast.accounts())) - 1
    for account in others:
        with pytest.raises(PermissionDenied):
            services.add_camera(account, system, CameraFields(name="x", url="rtsp://192.168.1.9/1"))
        with pytest.raises(PermissionDenied):
            services.change_camera(account, camera, CameraFields(name="x", url="rtsp://192.168.1.9/1"))
        with pytest.raises(PermissionDenied):
            services.stop_camera(account, camera, note="停")
        with pytest.raises(PermissionDenied):
            services.add_system(account, cast.unit, SystemFields("x", "130203", "op_crowd"))
    assert system.cameras.count() == 1
    assert CameraVersion.objects.count() == 1


def test_a_manager_switched_off_writes_nothing_any_more(cast: Cast) -> None:
    system = declare_system(cast.manager)
    cast.manager.is_active = False
    with pytest.raises(PermissionDenied):
        declare_camera(cast.manager, system)


def test_the_password_is_sealed_for_its_camera_and_stands_in_no_version(cast: Cast) -> None:
    system = declare_system(cast.manager)
    first = declare_camera(cast.manager, system)
    second = declare_camera(cast.manager, system, name="02")
    assert credentials.password(first) == "geheim-7"
    assert "geheim" not in first.password
    assert "geheim" not in json.dumps(list(CameraVersion.objects.values_list("fields", flat=True)))
    second.password = first.password
    with pytest.raises(sealing.SealBroken):
        credentials.password(second)


def test_an_empty_password_field_keeps_the_password_and_a_new_one_is_noted_as_changed(cast: Cast) -> None:
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    fields = CameraFields(name="01 北门", url=camera.url, username="admin")
    camera = services.change_camera(cast.manager, camera, fields)
    assert credentials.password(camera) == "geheim-7"
    camera = services.change_camera(
        cast.manager, camera, CameraFields(name="01 北门", url=camera.url, username="admin", password="neu")
    )
    assert credentials.password(camera) == "neu"
    assert list(camera.versions.values_list("fields__password", flat=True)) == ["changed", "kept", "changed"]


def test_credentials_typed_into_the_address_move_out_of_it(cast: Cast) -> None:
    system = declare_system(cast.manager)
    fields = CameraFields(name="01", url="rtsp://root:s3cret@192.168.1.10/stream?x=1")
    camera = services.add_camera(cast.manager, system, fields)
    assert (camera.username, credentials.password(camera)) == ("root", "s3cret")
    assert "s3cret" not in camera.url
    assert "root" not in camera.url


def test_two_people_changing_one_camera_do_not_overwrite_each_other(cast: Cast) -> None:
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    services.change_camera(cast.manager, camera, CameraFields(name="A", url=camera.url), seen_version=1)
    with pytest.raises(Refused, match="第 2 版"):
        services.change_camera(cast.manager, camera, CameraFields(name="B", url=camera.url), seen_version=1)
    camera.refresh_from_db()
    assert camera.name == "A"


def test_stopping_needs_a_reason_and_keeps_the_camera(cast: Cast) -> None:
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    with pytest.raises(Refused, match="停用原因"):
        services.stop_camera(cast.manager, camera, note="  ")
    camera = services.stop_camera(cast.manager, camera, note="装修拆除", now=NOON)
    assert (camera.state, camera.stopped_at, camera.versions.last().note) == ("stopped", NOON, "装修拆除")
    camera = services.resume_camera(cast.manager, camera)
    assert (camera.state, camera.stopped_at, camera.version) == ("active", None, 3)


def test_a_refused_system_leaves_nothing_behind(cast: Cast) -> None:
    bad = [
        SystemFields("", "130203", "op_crowd"),
        SystemFields("x", "1302", "op_crowd"),
        SystemFields("x", "130203", "shop"),
        SystemFields("x", "999999", "op_crowd"),
        SystemFields("x", "130203", "op_crowd", facts={"no_such_fact": True}),
    ]
    for fields in bad:
        with pytest.raises(Refused):
            services.add_system(cast.manager, cast.unit, fields)
    assert not System.objects.exists()
