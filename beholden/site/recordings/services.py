"""The writers of this room: the roster, holds, alarms."""

from __future__ import annotations

import fcntl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.ground.systems import credentials, wording
from beholden.ground.systems.models import Camera, CameraState, System
from beholden.ground.systems.wording import Refused
from beholden.site.recordings import permissions, roster
from beholden.site.recordings.models import Alarm, Hold, HoldKind, RetentionRun


def publish_roster(data: Path | None = None) -> int:
    """Write the roster of all cameras in use; returns how many. Several processes may call it: the last is right."""
    root = data or settings.DATA
    (root / "run").mkdir(parents=True, exist_ok=True)
    with (root / "run" / ".roster.lock").open("w") as lock:
        # read and write under one lock, or an older list could replace a newer one
        fcntl.flock(lock, fcntl.LOCK_EX)
        cameras = Camera.objects.filter(state=CameraState.ACTIVE).order_by("code")
        entries = [_entry(camera) for camera in cameras]
        roster.write(root / roster.NAME, entries)
    return len(entries)


def _entry(camera: Camera) -> roster.Entry:
    return roster.Entry(
        key=camera.code,
        url=camera.url,
        username=camera.username,
        password=camera.password,
        context=credentials.context(camera.code),
        transport=camera.transport,
        trust=credentials.trust(camera.trust),
        allowed=tuple(settings.CAMERA_NETWORKS),
    )


@dataclass(frozen=True, slots=True)
class HoldFields:
    """What a manager says of a hold. ``camera`` None: the whole System. Times are aware."""

    kind: str
    from_at: datetime
    to_at: datetime
    reason: str
    camera: Camera | None = None
    ends_at: datetime | None = None


@transaction.atomic
def place_hold(by: Account, system: System, fields: HoldFields, *, now: datetime | None = None) -> Hold:
    """Footage in the interval is not deleted from now on. Raises PermissionDenied, Refused."""
    permissions.require_hold(by, system)
    return _placed(by, system, fields, now or timezone.now())


@transaction.atomic
def hold_for_request(by: Account, system: System, fields: HoldFields, *, now: datetime | None = None) -> Hold:
    """Footage somebody asked for stays while the request is open, whoever of the unit took it in (R20, R21).

    Raises PermissionDenied, Refused.
    """
    permissions.require_unit(by, system)
    return _placed(by, system, fields, now or timezone.now())


def _placed(by: Account, system: System, fields: HoldFields, at: datetime) -> Hold:
    if fields.kind not in HoldKind.values:
        raise Refused(_("请选择留存类型"), field="kind")
    if fields.camera is not None and fields.camera.system_id != system.pk:
        raise Refused(_("这台设备不属于该系统"), field="camera")
    if fields.to_at <= fields.from_at:
        raise Refused(_("录像止应当晚于录像起"), field="to_at")
    if fields.ends_at is not None and fields.ends_at <= at:
        raise Refused(_("到期时间应当晚于现在"), field="ends_at")
    reason = wording.text(fields.reason, field="reason", label=_("事由"), longest=500, needed=True, lines=True)
    # a deletion under way holds the same lock: what it has not deleted yet is kept
    System.objects.select_for_update().get(pk=system.pk)
    return Hold.objects.create(
        kind=fields.kind,
        system=system,
        camera=fields.camera,
        from_at=fields.from_at,
        to_at=fields.to_at,
        reason=reason,
        placed_by=by,
        placed_at=at,
        ends_at=fields.ends_at,
    )


@transaction.atomic
def release_hold(by: Account, hold: Hold, reason: str, *, now: datetime | None = None) -> Hold:
    """The purpose is achieved: footage past its term goes next (R17). Raises PermissionDenied, Refused."""
    kept = Hold.objects.select_for_update(of=("self",)).select_related("system").get(pk=hold.pk)
    permissions.require_hold(by, kept.system)
    if kept.released_at is not None:
        raise Refused(_("这项留存冻结已经解除"))
    text = wording.text(reason, field="reason", label=_("解除事由"), longest=500, needed=True, lines=True)
    kept.released_by, kept.released_at, kept.release_reason = by, now or timezone.now(), text
    kept.save()
    return kept


@transaction.atomic
def release_for_request(by: Account | None, hold: Hold, reason: str, *, now: datetime | None = None) -> Hold:
    """The request for which it was kept is over; ``by`` None (a resident withdrew): in the name of who placed it.

    Raises PermissionDenied.
    """
    kept = Hold.objects.select_for_update(of=("self",)).select_related("system", "placed_by").get(pk=hold.pk)
    if by is not None:
        permissions.require_unit(by, kept.system)
    if kept.released_at is None:
        kept.released_by, kept.released_at, kept.release_reason = by or kept.placed_by, now or timezone.now(), reason
        kept.save()
    return kept


def raise_alarm(
    kind: str,
    *,
    camera: Camera | None = None,
    system: System | None = None,
    level: str = "critical",
    since: datetime | None = None,
    detail: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> Alarm:
    """The alarm of this kind about this subject, begun now or running already; level and detail follow the present.

    A level that rises asks to be acknowledged again.
    """
    about = system or (camera.system if camera else None)
    subject = camera.code if camera else (system.code if system else "")
    begun = {"level": level, "since": since or now or timezone.now(), "detail": dict(detail or {})}
    try:
        with transaction.atomic():
            alarm, made = Alarm.objects.get_or_create(
                kind=kind, subject=subject, ended_at=None, defaults={"camera": camera, "system": about, **begun}
            )
    except IntegrityError:  # another process was first
        alarm, made = Alarm.objects.get(kind=kind, subject=subject, ended_at=None), False
    if not made and (alarm.level, alarm.detail) != (level, begun["detail"]):
        steps = ("watch", "tight", "critical")
        if steps.index(level) > steps.index(alarm.level):
            alarm.acknowledged_by = alarm.acknowledged_at = None
        alarm.level, alarm.detail = level, begun["detail"]
        alarm.save()
    return alarm


def clear_alarm(kind: str, *, subject: str = "", now: datetime | None = None) -> int:
    """The trouble is over; returns how many alarms ended (0 or 1)."""
    running = Alarm.objects.filter(kind=kind, subject=subject, ended_at__isnull=True)
    return running.update(ended_at=now or timezone.now())


@transaction.atomic
def acknowledge(by: Account, alarm: Alarm, *, now: datetime | None = None) -> Alarm:
    """Somebody saw it; of a doubtful clock: says it is right, deletion goes on. Raises PermissionDenied."""
    kept = Alarm.objects.select_for_update(of=("self",)).select_related("system").get(pk=alarm.pk)
    if not permissions.may_acknowledge(by, kept.system):
        raise PermissionDenied(_("这条告警属于其他单位。"))
    if kept.acknowledged_at is None:
        at = now or timezone.now()
        kept.acknowledged_by, kept.acknowledged_at = by, at
        kept.save()
        if kept.kind == "clock":
            clear_alarm("clock", now=at)
            note_retention_run(at)
    return kept


def note_retention_run(at: datetime) -> None:
    """Deletion ran, or a person confirmed the clock, at this time."""
    RetentionRun.objects.update_or_create(pk=1, defaults={"at": at})
