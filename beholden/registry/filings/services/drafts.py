"""What the unit writes before it hands in: answers, cameras, agent. Saved at every step, resumed any time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines import sealing
from beholden.ground.people.models import Account
from beholden.ground.systems.models import System
from beholden.registry.filings import answers, cameras, known, permissions
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.cameras import CameraFields
from beholden.registry.filings.kinds import IdKind
from beholden.registry.filings.models import Channel, Filing, FilingCamera, State
from beholden.registry.filings.services import clocks
from beholden.registry.filings.services.writing import keep, locked, note, now_or, require

_BATCH = 2000


@transaction.atomic
def start(by: Account, *, place_category: str, system: System | None = None, now: datetime | None = None) -> Filing:
    """A new draft of the manager's unit, with what is known of the unit already (R14(3)). Raises Refused.

    Where no filing is owed (R9(2), R33) none is started: Refused("exempt"), the page says what is owed instead.
    """
    if not permissions.may_file(by) or by.organisation is None:
        raise Refused("not_yours", _("只有管理单位的负责人可以办理备案。"))
    if system is not None and system.unit_id != by.organisation_id:
        raise Refused("not_yours", _("这不是本单位的系统。"))
    given = answers.cleaned({"place_category": place_category})
    if given["place_category"] in ("other_public", "non_public"):
        raise Refused("exempt", _("这类场所无需备案。"), cite="R9(2)" if place_category == "other_public" else "R33(1)")
    at = now_or(now)
    filing = Filing(unit=by.organisation, system=system, created_by=by, created_at=at, changed_at=at)
    _set(filing, {"jurisdiction": "county", **known.answers(by.organisation), **given})
    filing.save()
    note(filing, "start", by, at)
    if system is not None:
        _take(filing, system, at)
        filing.save()
    return filing


@transaction.atomic
def save_answers(
    by: Account, filing: Filing, given: Mapping[str, object], *, seen: int | None = None, now: datetime | None = None
) -> Filing:
    """Keep answers of one or more tasks; what is not given stays. Raises Refused, Conflict; nothing is kept then."""
    kept = locked(filing, seen)
    require(kept, "edit", by)
    if set(given) & answers.AT_THE_WINDOW:
        raise Refused("not_yours", _("这一项由窗口填写。"))
    _set(kept, answers.cleaned(given))
    at = now_or(now)
    if "place_category" in given:
        _recheck(kept, at)
    keep(kept, at)
    clocks.follow_unit(kept, at)
    return kept


def _set(filing: Filing, cleaned: Mapping[str, Any]) -> None:
    """Answers into the row, and into the columns that are searched."""
    filing.answers = {**filing.answers, **cleaned}
    filing.form = answers.FORM
    filing.unit_name = str(filing.answers.get("unit_name") or "")
    filing.division = str(filing.answers.get("division") or "")
    filing.place_category = str(filing.answers.get("place_category") or "")
    filing.jurisdiction = str(filing.answers.get("jurisdiction") or "county")
    filing.sector = str(filing.answers.get("sector") or "")


def _recheck(filing: Filing, at: datetime) -> None:
    """Cameras declared before are held against the category as it is now (R8 speaks of public places)."""
    on = timezone.localdate(at)
    place = answers.place(filing.answers, on)
    for camera in filing.cameras.exclude(area="", sees=[]).iterator(chunk_size=_BATCH):
        fields = CameraFields(camera.name, area=camera.area, sees=camera.sees, place_category=camera.place_category)
        cameras.check_area(fields, on, place, filing.place_category)


@transaction.atomic
def add_cameras(
    by: Account, filing: Filing, given: Iterable[CameraFields], *, seen: int | None = None, now: datetime | None = None
) -> int:
    """Declare cameras, all or none; how many. Raises Refused naming the first bad one, Conflict.

    A camera standing in or looking into a forbidden area stops here (R8(1)): Refused("forbidden_area") with article.
    """
    kept = locked(filing, seen)
    require(kept, _writing(kept), by)
    at = now_or(now)
    on = timezone.localdate(at)
    first = (kept.cameras.aggregate(last=Max("number"))["last"] or 0) + 1
    made = cameras.rows(kept, given, first, on, answers.place(kept.answers, on))
    if kept.camera_count + len(made) > cameras.MOST:
        raise Refused("too_many", _("一次备案最多 %(most)d 台设备") % {"most": cameras.MOST})
    FilingCamera.objects.bulk_create(made, batch_size=_BATCH)
    kept.camera_count += len(made)
    keep(kept, at)
    return len(made)


@transaction.atomic
def change_camera(
    by: Account,
    filing: Filing,
    number: int,
    fields: CameraFields,
    *,
    seen: int | None = None,
    now: datetime | None = None,
) -> FilingCamera:
    """Put one declared camera right. Raises Refused, Conflict, FilingCamera.DoesNotExist."""
    kept = locked(filing, seen)
    require(kept, _writing(kept), by)
    at = now_or(now)
    on = timezone.localdate(at)
    old = kept.cameras.get(number=number)
    made = cameras.row(kept, number, fields, on, answers.place(kept.answers, on))
    made.pk, made.source = old.pk, fields.source or old.source
    made.save()
    keep(kept, at)
    return made


@transaction.atomic
def remove_cameras(
    by: Account, filing: Filing, numbers: Sequence[int] | None, *, seen: int | None = None, now: datetime | None = None
) -> int:
    """Take cameras out of the draft (None: all); how many went. Raises Refused, Conflict."""
    kept = locked(filing, seen)
    require(kept, _writing(kept), by)
    chosen = kept.cameras.all() if numbers is None else kept.cameras.filter(number__in=list(numbers)[:1000])
    gone = chosen.delete()[0]
    kept.camera_count = kept.cameras.count()
    keep(kept, now_or(now))
    return gone


@transaction.atomic
def set_for_all_cameras(
    by: Account,
    filing: Filing,
    *,
    function_type: str = "",
    structure_type: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> int:
    """Give every camera that lacks it this function or structure; how many got it. Raises Refused, Conflict."""
    kept = locked(filing, seen)
    require(kept, _writing(kept), by)
    probe = CameraFields("x", function_type=function_type, structure_type=structure_type)
    cameras.row(kept, 1, probe, timezone.localdate(now_or(now)), "000000")  # the same checks as for one
    filled = 0
    for name, value in (("function_type", function_type), ("structure_type", structure_type)):
        if value:
            filled += kept.cameras.filter(**{name: ""}).update(**{name: value})
    keep(kept, now_or(now))
    return filled


@transaction.atomic
def take_over_system(
    by: Account, filing: Filing, system: System, *, seen: int | None = None, now: datetime | None = None
) -> int:
    """Bring in what the unit's own recorder knows: place, category, cameras in use; how many are new."""
    kept = locked(filing, seen)
    require(kept, "edit", by)
    if system.unit_id != kept.unit_id:
        raise Refused("not_yours", _("这不是本单位的系统。"))
    at = now_or(now)
    taken = _take(kept, system, at)
    keep(kept, at)
    clocks.follow_unit(kept, at)
    return taken


def _take(filing: Filing, system: System, at: datetime) -> int:
    facts = {
        name: system.facts[name] for name in ("counter_terror_target", "guarded", "premises") if name in system.facts
    }
    found = {"name": system.name, "division": system.division[:6], "location": system.address, **facts}
    blank = {name: value for name, value in found.items() if value and not filing.answers.get(name)}
    if not filing.place_category:
        blank["place_category"] = system.place_category
    _set(filing, answers.cleaned(blank))
    filing.system = system
    have = set(filing.cameras.exclude(source="").values_list("source", flat=True))
    new = [camera for camera in system.cameras.filter(state="active") if camera.code not in have]
    given = [
        CameraFields(camera.name, camera.position, place_category=camera.place_category, source=camera.code)
        for camera in new
    ]
    on = timezone.localdate(at)
    first = (filing.cameras.aggregate(last=Max("number"))["last"] or 0) + 1
    made = cameras.rows(filing, given, first, on, answers.place(filing.answers, on))
    FilingCamera.objects.bulk_create(made, batch_size=_BATCH)
    filing.camera_count += len(made)
    return len(made)


@transaction.atomic
def set_agent(
    by: Account, filing: Filing, given: Mapping[str, str], *, seen: int | None = None, now: datetime | None = None
) -> Filing:
    """Who files for the unit (M6): name, document, telephone; sealed. Raises Refused, Conflict."""
    kept = locked(filing, seen)
    require(kept, _writing(kept), by)
    kept.agent = sealed_agent(kept, given)
    keep(kept, now_or(now))
    return kept


def sealed_agent(filing: Filing, given: Mapping[str, str]) -> str:
    """The checked and sealed particulars of an agent. Raises Refused naming the field."""
    labels = {"name": _("经办人姓名"), "id_number": _("证件号码"), "telephone": _("联系电话")}
    clean = {name: answers.text(given.get(name, ""), label, 64, field=name) for name, label in labels.items()}
    for name, label in labels.items():
        if not clean[name]:
            raise Refused("empty", _("请填写%(label)s") % {"label": label}, field=name)
    kind = given.get("id_kind", "")
    if kind not in IdKind.values:
        raise Refused("no_choice", _("请选择%(label)s") % {"label": _("证件种类")}, field="id_kind")
    if kind == IdKind.RESIDENT and not known.resident_number(clean["id_number"]):
        raise Refused("bad_id", _("居民身份证号码不正确：请核对 18 位号码"), field="id_number")
    text = json.dumps({**clean, "id_kind": kind}, ensure_ascii=False)
    return sealing.seal(text.encode(), sealing.installation_key(settings.DATA), f"filing {filing.code} agent")


@transaction.atomic
def withdraw(
    by: Account, filing: Filing, *, seen: int | None = None, why: str = "", now: datetime | None = None
) -> Filing:
    """Take it back before the decision; everything typed stays readable. Raises Refused, Conflict."""
    kept = locked(filing, seen)
    step = require(kept, "withdraw", by)
    at = now_or(now)
    clocks.drop_all(kept, "撤回", at)
    kept.due = None
    keep(kept, at, state=step.to)
    note(kept, "withdraw", by, at, answers.text(why, _("说明"), 500, lines=True))
    return kept


def _writing(filing: Filing) -> str:
    """The act under which cameras and agent are written: the window's staff key in, the unit edits."""
    return "key" if filing.channel == Channel.WINDOW and filing.state != State.DRAFT else "edit"
