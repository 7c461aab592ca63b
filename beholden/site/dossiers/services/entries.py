"""Adding, changing and moving entries along the flow; their files (R10, R11, R15, R19)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.ground.systems.models import Camera, System
from beholden.ground.uploads import named
from beholden.site.dossiers import fields, permissions, uploads
from beholden.site.dossiers.fields import FIELDS
from beholden.site.dossiers.kinds import KINDS
from beholden.site.dossiers.models import DossierEntry, DossierFile, StaffMember
from beholden.site.dossiers.refusals import Refused
from beholden.site.dossiers.services.writing import keep, locked, note, now_or, require

_MOST_FILES = 40  # ever uploaded to one entry
_MOST = 20_000  # entries of one unit and kind: a guard against a script


@transaction.atomic
def add(
    by: Account, where: System | StaffMember, kind: str, given: Mapping[str, object], *, now: datetime | None = None
) -> DossierEntry:
    """A new entry of a System, or of a person in a key post. Raises Refused: not yours, empty, dates out of order."""
    row = KINDS.get(kind)
    if row is None or row.person != isinstance(where, StaffMember):
        raise Refused("no_choice", _("没有这种档案"))
    if not permissions.writes_for(by, where):
        raise Refused("not_yours", _("只有管理单位的负责人可以办理。"))
    at = now_or(now)
    values = fields.cleaned(row, given, timezone.localdate(at))
    if DossierEntry.objects.filter(unit_id=where.unit_id, kind=kind)[_MOST:].exists():
        raise Refused("too_many", _("这种档案太多了，请联系维护人员"))
    made = DossierEntry(
        kind=kind,
        unit_id=where.unit_id,
        system=where if isinstance(where, System) else None,
        person=where if isinstance(where, StaffMember) else None,
        state=row.begins,
        created_by=by,
        created_at=at,
        changed_at=at,
        **_columns(values),
    )
    made.save()
    _set_cameras(made, values)
    note(made, "add", by, at)
    return made


@transaction.atomic
def change(
    by: Account, entry: DossierEntry, given: Mapping[str, object], *, seen: int | None, now: datetime | None = None
) -> DossierEntry:
    """Other values for the same fields; the fields not given are emptied. Raises Refused, Conflict."""
    kept = locked(entry, seen)
    require(kept, "edit", by)
    at = now_or(now)
    values = fields.cleaned(kept.of, given, timezone.localdate(at))
    for name, value in _columns(values).items():
        setattr(kept, name, value)
    keep(kept, at)
    _set_cameras(kept, values)
    note(kept, "edit", by, at)
    return kept


@transaction.atomic
def act(
    by: Account,
    entry: DossierEntry,
    action: str,
    *,
    says: str = "",
    on: object = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> DossierEntry:
    """One step of the flow that has no page of its own. Raises Refused, Conflict."""
    kept = locked(entry, seen)
    step = require(kept, action, by)
    at = now_or(now)
    today = timezone.localdate(at)
    text = fields.text(says, _("说明"), 500, field="says", lines=True)
    if step.says and len(text) < 2:
        raise Refused("empty", _("请写明情况"), field="says")
    day = fields.day(on, _("日期"), "on") if step.on else None
    if step.on and day is None:
        raise Refused("empty", _("请填写日期"), field="on")
    if day is not None and day > today:
        raise Refused("ahead", _("这一天还没有到"), field="on")
    if day is not None:
        _dated(kept, action, day)
    kept.state = step.to or kept.state
    keep(kept, at)
    note(kept, action, by, at, f"{day} {text}".strip() if day else text)
    return kept


def _dated(entry: DossierEntry, action: str, day: date) -> None:
    """Keep the day of a step where it belongs. Raises Refused: it lies before what it follows."""
    before = {
        "move": entry.signed_on,
        "restore": entry.more.get("moved_on"),
        "solve": entry.happened_on,
        "end": entry.from_on,
    }.get(action)
    if before and str(day) < str(before):
        raise Refused("ends_first", _("这一天早于 %(day)s，请核对") % {"day": before}, field="on")
    if action == "end":
        entry.ended_on = day
    else:
        name = {"move": "moved_on", "restore": "restored_on", "solve": "solved_on"}[action]
        entry.more = {**entry.more, name: day.isoformat()}


def attach(
    by: Account,
    entry: DossierEntry,
    name: str,
    chunks: Iterable[bytes],
    *,
    seen: int | None = None,
    now: datetime | None = None,
) -> DossierFile:
    """Keep an uploaded file; the very same file again gives the one there is. Raises Refused, Conflict."""
    require(DossierEntry.objects.select_related("unit").get(pk=entry.pk), "attach", by)  # before the bytes are read
    sha256, size, media = uploads.SHELF.keep(chunks, uploads.TAKES)
    at = now_or(now)
    with transaction.atomic():
        kept = locked(entry, seen)
        require(kept, "attach", by)
        there = kept.files.filter(sha256=sha256, dropped_at__isnull=True).first()
        if there is not None:
            return there
        if kept.files.count() >= _MOST_FILES:
            raise Refused("too_many", _("这份档案的文件太多了"), field="file")
        made = DossierFile.objects.create(
            entry=kept, name=named(name, media), media_type=media, bytes=size, sha256=sha256, at=at, by=by
        )
        keep(kept, at)
        note(kept, "attach", by, at, made.name, sha256=sha256)
    return made


@transaction.atomic
def drop_file(
    by: Account, entry: DossierEntry, code: str, *, seen: int | None = None, now: datetime | None = None
) -> None:
    """Take a file off the entry; its bytes and its row stay. Raises Refused, Conflict."""
    kept = locked(entry, seen)
    require(kept, "edit", by)
    at = now_or(now)
    one = kept.files.filter(code=code, dropped_at__isnull=True).first()
    if one is None:
        raise Refused("gone", _("这个文件已经不在了"))
    one.dropped_at = at
    one.save(update_fields=["dropped_at"])
    keep(kept, at)
    note(kept, "drop_file", by, at, one.name, sha256=one.sha256)


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    more = {
        name: value
        for name, value in values.items()
        if name != "cameras" and name in FIELDS and not FIELDS[name].column and value not in ("", None, [])
    }
    return {**{name: value for name, value in values.items() if FIELDS[name].column}, "more": more}


def _set_cameras(entry: DossierEntry, values: Mapping[str, Any]) -> None:
    if "cameras" not in values:
        return
    wanted = set(values["cameras"])
    found = list(Camera.objects.filter(system_id=entry.system_id, code__in=wanted))
    if len(found) != len(wanted):
        raise Refused("no_choice", _("所选的图像采集设备不属于这个系统"), field="cameras")
    entry.cameras.set(found)
