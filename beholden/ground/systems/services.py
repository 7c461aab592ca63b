"""The only writers of Systems and Cameras. Every act leaves a version row: who, when, what stood afterwards.

Times come in from the caller where a test needs them. Credentials are sealed before they reach a model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account, Organisation
from beholden.ground.systems import credentials, permissions, signals, wording
from beholden.ground.systems.models import (
    Camera,
    CameraState,
    CameraVersion,
    PlaceCategory,
    System,
    SystemVersion,
    Transport,
)
from beholden.ground.systems.wording import Refused

_MOST_CAMERAS = 10_000  # in one System; a guard against a script, not a licence


@dataclass(frozen=True, slots=True)
class SystemFields:
    """What a manager declares of a System."""

    name: str
    division: str
    place_category: str
    address: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CameraFields:
    """What a manager declares of a Camera. ``password`` None keeps the one there is."""

    name: str
    url: str
    username: str = ""
    password: str | None = None
    position: str = ""
    place_category: str = ""
    transport: str = Transport.TCP
    trust: str = ""
    order: int | None = None


@transaction.atomic
def add_system(by: Account, unit: Organisation, fields: SystemFields, *, now: datetime | None = None) -> System:
    """A new System of ``unit``, version 1. Raises PermissionDenied, Refused."""
    permissions.require_add(by, unit)
    at = now or timezone.now()
    system = System.objects.create(unit=unit, created_at=at, **_system_values(fields, timezone.localdate(at)))
    _note_system(system, by, at, "")
    return system


@transaction.atomic
def change_system(
    by: Account, system: System, fields: SystemFields, *, note: str = "", now: datetime | None = None
) -> System:
    """The next version of a System (M9). Nothing is written when nothing changed. Raises PermissionDenied, Refused."""
    permissions.require_change(by, system)
    kept = System.objects.select_for_update().get(pk=system.pk)
    at = now or timezone.now()
    values = _system_values(fields, timezone.localdate(at))
    if all(getattr(kept, name) == value for name, value in values.items()):
        return kept
    for name, value in values.items():
        setattr(kept, name, value)
    kept.version += 1
    kept.save()
    _note_system(kept, by, at, note)
    return kept


def add_camera(
    by: Account,
    system: System,
    fields: CameraFields,
    *,
    probe: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> Camera:
    """A new Camera, recorded from now on (the roster follows the commit). Raises PermissionDenied, Refused.

    A disk that cannot keep what the cameras there already send refuses first (R17): `signals.camera_wanted`.
    """
    permissions.require_change(by, system)
    values = _camera_values(fields)
    at = now or timezone.now()
    signals.camera_wanted.send(sender=Camera, system=system, by=by)
    with transaction.atomic():
        System.objects.select_for_update().get(pk=system.pk)
        count = system.cameras.count()
        if count >= _MOST_CAMERAS:
            raise Refused(_("一个系统最多 %(most)d 台设备") % {"most": _MOST_CAMERAS})
        camera = Camera(system=system, created_at=at, probe=dict(probe or {}), **values)
        camera.order = count + 1 if fields.order is None else fields.order
        camera.password = credentials.sealed(camera, _password(fields) or "")
        camera.save()
        _note_camera(camera, by, at, "", password_changed=bool(camera.password))
        _tell(camera)
    return camera


def change_camera(
    by: Account,
    camera: Camera,
    fields: CameraFields,
    *,
    seen_version: int | None = None,
    probe: Mapping[str, Any] | None = None,
    note: str = "",
    now: datetime | None = None,
) -> Camera:
    """The next version of a Camera. ``seen_version`` is the one the form was made from: a newer one is not overwritten.

    Raises PermissionDenied, Refused.
    """
    permissions.require_change(by, camera.system)
    values = _camera_values(fields)
    with transaction.atomic():
        kept = _locked(camera, seen_version)
        password = _password(fields)
        if password is None and kept.password and not wording.same_place(kept.url, values["url"]):
            raise Refused(_("取流地址指向另一台主机，请重新输入摄像机密码"), field="password")
        changed = {name for name, value in values.items() if getattr(kept, name) != value}
        new_password = password is not None and password != credentials.password(kept)
        if fields.order is not None and fields.order != kept.order:
            kept.order = fields.order
            changed.add("order")
        if not changed and not new_password and probe is None:
            return kept
        for name, value in values.items():
            setattr(kept, name, value)
        if new_password:
            kept.password = credentials.sealed(kept, password or "")
        if probe is not None:
            kept.probe = dict(probe)
        _next(kept, by, now or timezone.now(), note, password_changed=new_password)
    return kept


def stop_camera(by: Account, camera: Camera, *, note: str, now: datetime | None = None) -> Camera:
    """Recording ends, footage stays for its term (R17); ``note`` says why. Raises as change_camera."""
    permissions.require_change(by, camera.system)
    reason = wording.text(note, field="note", label=_("停用原因"), longest=200, needed=True)
    at = now or timezone.now()
    with transaction.atomic():
        kept = _locked(camera, None)
        if kept.state == CameraState.STOPPED:
            return kept
        kept.state, kept.stopped_at = CameraState.STOPPED, at
        _next(kept, by, at, reason)
    return kept


def resume_camera(by: Account, camera: Camera, *, now: datetime | None = None) -> Camera:
    """Recording starts again. Asks the disk first, as a new camera does. Raises as change_camera."""
    permissions.require_change(by, camera.system)
    signals.camera_wanted.send(sender=Camera, system=camera.system, by=by)
    with transaction.atomic():
        kept = _locked(camera, None)
        if kept.state == CameraState.ACTIVE:
            return kept
        kept.state, kept.stopped_at = CameraState.ACTIVE, None
        _next(kept, by, now or timezone.now(), "")
    return kept


def _locked(camera: Camera, seen_version: int | None) -> Camera:
    kept = Camera.objects.select_for_update(of=("self",)).select_related("system").get(pk=camera.pk)
    if seen_version is not None and kept.version != seen_version:
        raise Refused(_("这台设备刚刚被别人修改过（现为第 %(version)d 版），请核对") % {"version": kept.version})
    return kept


def _next(camera: Camera, by: Account, at: datetime, note: str, *, password_changed: bool = False) -> None:
    camera.version += 1
    camera.save()
    _note_camera(camera, by, at, note, password_changed=password_changed)
    _tell(camera)


def _tell(camera: Camera) -> None:
    transaction.on_commit(lambda: signals.cameras_changed.send_robust(sender=Camera, camera=camera))


def _system_values(fields: SystemFields, on: date) -> dict[str, Any]:
    values = asdict(fields)
    values["name"] = wording.text(fields.name, field="name", label=_("名称"), longest=100, needed=True)
    values["address"] = wording.text(fields.address, field="address", label=_("地址"), longest=300, lines=True)
    values["division"] = wording.division(fields.division, on)
    if fields.place_category not in PlaceCategory.values:
        raise Refused(_("请选择公共场所类别"), field="place_category")
    values["facts"] = wording.facts(fields.facts)
    return values


def _camera_values(fields: CameraFields) -> dict[str, Any]:
    url, user_in_url, _password_in_url = wording.camera_address(fields.url)
    if fields.place_category and fields.place_category not in PlaceCategory.values:
        raise Refused(_("请选择公共场所类别"), field="place_category")
    if fields.transport not in Transport.values:
        raise Refused(_("请选择传输方式"), field="transport")
    username = wording.text(fields.username, field="username", label=_("摄像机用户名"), longest=100)
    return {
        "name": wording.text(fields.name, field="name", label=_("名称"), longest=100, needed=True),
        "position": wording.text(fields.position, field="position", label=_("点位"), longest=200),
        "place_category": fields.place_category,
        "url": url,
        "username": username or user_in_url,
        "transport": fields.transport,
        "trust": wording.trust(fields.trust, url, fields.transport),
    }


def _password(fields: CameraFields) -> str | None:
    if fields.password is not None:
        return wording.text(fields.password, field="password", label=_("摄像机密码"), longest=200)
    return wording.camera_address(fields.url)[2] or None


def _note_system(system: System, by: Account, at: datetime, note: str) -> None:
    names = ("name", "division", "address", "place_category", "facts")
    fields = {name: getattr(system, name) for name in names}
    SystemVersion.objects.create(system=system, number=system.version, at=at, by=by, fields=fields, note=note)


def _note_camera(camera: Camera, by: Account, at: datetime, note: str, *, password_changed: bool) -> None:
    names = ("name", "position", "place_category", "url", "username", "transport", "trust", "state", "order", "probe")
    fields = {name: getattr(camera, name) for name in names}
    fields["password"] = "changed" if password_changed else "kept"
    CameraVersion.objects.create(camera=camera, number=camera.version, at=at, by=by, fields=fields, note=note)
