"""A visit is planned: who, where, what, why; nothing twice (M17), nothing beyond what the place owes (M11, M12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.acts.numbering import next_number
from beholden.ground.people.models import Account, Organisation
from beholden.ground.systems.models import PlaceCategory
from beholden.registry.filings.answers import Refused, text
from beholden.registry.filings.models import Filing
from beholden.registry.inspections import law, permissions
from beholden.registry.inspections.models import (
    Inspection,
    InspectionPlan,
    InspectionSeries,
    Kind,
    Method,
    PinnedChecklist,
    PlanState,
    Reason,
)
from beholden.registry.inspections.services import adding_up, duplicates
from beholden.registry.inspections.services.duplicates import DuplicateVisit
from beholden.registry.inspections.services.writing import Moment, keep, locked, log, note, now_or, reasoned, require

MOST_OFFICERS = 10


@transaction.atomic
def plan_visit(
    by: Account,
    *,
    unit: Organisation | None,
    filing: Filing | None = None,
    unit_name: str = "",
    place: str,
    division: str,
    place_category: str,
    kind: str,
    method: str = Method.ON_SITE,
    reason: str,
    reason_code: str = "",
    items: Sequence[int] | None = None,
    extra_reason: str = "",
    scheduled_on: date,
    officers: Iterable[Account] = (),
    override_reason: str = "",
    method_reason: str = "",
    plan: InspectionPlan | None = None,
    now: datetime | None = None,
) -> Inspection:
    """Plan one visit and number it. ``items`` None: the focus of its kind at such a place.

    Items beyond the focus need ``extra_reason`` (a re-inspection has its own); ``officers`` are who goes, ``by`` is
    added when nobody is named; fewer than the law wants may be named later, but none begins without. Raises
    DuplicateVisit with what the search found unless ``override_reason`` says why; Refused: not_yours, other_place,
    item_exempt, cap_reached, off_site_first, and what a field lacks.
    """
    at = now_or(now)
    _may_plan(by, kind, division)
    assert by.organisation is not None
    words = _checked(kind, method, reason, place_category)
    scope = law.scope(words["kind"], words["place_category"], scheduled_on, division)
    if scheduled_on < timezone.localdate(at):
        raise Refused("past", _("检查日期不能早于今天"), field="scheduled_on")
    wanted, extra = _items(scope, items, reason, extra_reason, place_category, by, at)
    Organisation.objects.select_for_update().get(pk=(unit or by.organisation).pk)  # one planner a unit at a time
    name = text(unit_name or (unit.name if unit else ""), _("单位名称"), 200, field="unit_name")
    where = text(place, _("地点"), 300, field="place", lines=True)
    if not name or not where:
        missing = "unit_name" if not name else "place"
        raise Refused("empty", _("请写明被检查的单位（或者个人）和地点"), field=missing)
    override = text(override_reason, _("理由"), 500, field="override_reason", lines=True)
    found = duplicates.search(unit=unit, filing=filing, place=where, division=division, items=wanted, on=scheduled_on)
    if found.stopping and reason != Reason.REINSPECTION and len(override) < 4:
        raise DuplicateVisit(found)
    _within_cap(by.organisation, unit, reason, scheduled_on, division)
    preferred = _preferred(method, method_reason, scheduled_on, division)
    whole, digest = law.content(law.checklist(scheduled_on))
    pinned, _made = PinnedChecklist.objects.get_or_create(
        sha256=digest, defaults={"content": whole, "from_on": whole["from"]}
    )
    _approved(plan, by, scheduled_on)
    visit = Inspection.objects.create(
        number=next_number(InspectionSeries, "查", by.organisation.division, timezone.localdate(at).year),
        plan=plan,
        authority=by.organisation,
        unit=unit,
        filing=filing,
        unit_name=name,
        place=where,
        division=division,
        jurisdiction=permissions.jurisdiction_of(by),
        reason_code=reason_code[:32],
        method_reason=preferred,
        items=wanted,
        extra=extra,
        offered=[item for item in (*scope.focus, *scope.extra) if item not in wanted],
        checklist=pinned,
        rulebook=law.book().sha256,
        found_before=[one.as_dict() for one in found.found],
        override_reason=override if found.stopping else "",
        scheduled_on=scheduled_on,
        created_by=by,
        created_at=at,
        changed_at=at,
        **words,
    )
    visit.officers.set(_team(by, officers, visit))
    index = log(visit, "plan", by, at, items=wanted, reason=reason, override=visit.override_reason)
    note(visit, "plan", by, Moment.here(at), visit.override_reason, log_index=index)
    adding_up.counted(visit)
    return visit


def _may_plan(by: Account, kind: str, division: str) -> None:
    if not permissions.may_plan(by, kind):
        says = (
            _("专业检查由县级以上公安机关科技信息化部门组织实施。")
            if kind == Kind.PROFESSIONAL
            else _("只有公安机关可以安排检查。")
        )
        raise Refused("not_yours", says, cite="M11(2)")
    if not permissions.in_charge(by, division):
        raise Refused("other_place", _("这个地点不在本机关管辖的行政区划内"), field="division", cite="R24(1)")


def _checked(kind: str, method: str, reason: str, category: str) -> dict[str, str]:
    for name, value, known, label in (
        ("kind", kind, Kind, _("检查方式")),
        ("method", method, Method, _("现场或者非现场")),
        ("reason", reason, Reason, _("检查事由")),
        ("place_category", category, PlaceCategory, _("公共场所类别")),
    ):
        if value not in known.values:
            raise Refused("no_choice", _("请选择%(label)s") % {"label": label}, field=name)
    return {"kind": str(kind), "method": str(method), "reason": str(reason), "place_category": str(category)}


def _items(
    scope: law.Scope,
    items: Sequence[int] | None,
    reason: str,
    extra_reason: str,
    category: str,
    by: Account,
    at: datetime,
) -> tuple[list[int], list[dict[str, Any]]]:
    """The items wanted and, of those beyond the focus, why. Raises Refused."""
    wanted = sorted(set(items)) if items is not None else list(scope.focus)
    if not wanted:
        raise Refused("empty", _("请至少选择一项检查内容"), field="items")
    for item in wanted:
        if item not in scope.focus and item not in scope.extra:
            says = _("第 %(item)s 项在这类场所不作检查，也不能作为违法事项。") % {"item": item}
            raise Refused("item_exempt", says, field="items", cite=law.lifted(category))
    beyond = [item for item in wanted if item not in scope.focus]
    if not beyond:
        return wanted, []
    why = _("复查责令改正的事项") if reason == Reason.REINSPECTION else ""
    why = extra_reason or why
    why = reasoned(why, "extra_reason")
    told = {"reason": why, "by": by.name, "at": at.isoformat()}
    return wanted, [{"item": item, **told} for item in beyond]


def _within_cap(authority: Organisation, unit: Organisation | None, reason: str, on: date, division: str) -> None:
    found = duplicates.count(authority, unit, on, division)
    if found.full and duplicates.counts(reason, found.cap):
        says = _("今年对这个单位的检查已达年度上限 %(most)d 次；不受上限限制的事由除外。") % {"most": found.cap.most}
        raise Refused("cap_reached", says, field="reason", cite=found.cap.cite)


def _preferred(method: str, method_reason: str, on: date, division: str) -> str:
    """Why on site, where the law prefers off site. Raises Refused."""
    cite = law.duty(law.OFF_SITE_FIRST, on, division) if method == Method.ON_SITE else ""
    if not cite:
        return ""
    if len(method_reason.strip()) < 4:
        says = _("当地规定：能以非现场方式达到目的的，不得现场检查。确需现场检查的，请写明理由。")
        raise Refused("off_site_first", says, field="method_reason", cite=cite)
    return reasoned(method_reason, "method_reason")


def _approved(plan: InspectionPlan | None, by: Account, on: date) -> None:
    if plan is None:
        return
    if plan.authority_id != by.organisation_id or plan.state != PlanState.APPROVED:
        raise Refused("plan_not_approved", _("这个检查计划还没有批准，或者不是本机关的。"), field="plan")
    if not plan.starts <= on <= plan.ends:
        raise Refused("outside_plan", _("检查日期不在计划的期间内"), field="scheduled_on")


def _team(by: Account, officers: Iterable[Account], visit: Inspection) -> list[Account]:
    """Who goes: officers of the authority, at least one of whom may do this kind. Raises Refused."""
    named = list({one.pk: one for one in officers}.values()) or [by]
    if len(named) > MOST_OFFICERS:
        raise Refused("too_many", _("检查民警最多 %(most)d 名") % {"most": MOST_OFFICERS}, field="officers")
    for one in named:
        if not permissions.is_police(one) or one.organisation_id != visit.authority_id:
            raise Refused("not_an_officer", _("检查人员应当是本机关在岗的民警"), field="officers")
    if not any(permissions.may_plan(one, visit.kind) for one in named):
        raise Refused("not_an_officer", _("专业检查应当有科技信息化部门的民警"), field="officers", cite="M11(2)")
    return named


@transaction.atomic
def reschedule(
    by: Account,
    visit: Inspection,
    *,
    scheduled_on: date | None = None,
    officers: Iterable[Account] | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> Inspection:
    """Another day or other officers, before it begins. Raises Refused, Conflict."""
    kept = locked(visit, seen)
    require(kept, "reschedule", by)
    at = now_or(now)
    if scheduled_on is not None:
        if scheduled_on < timezone.localdate(at):
            raise Refused("past", _("检查日期不能早于今天"), field="scheduled_on")
        _whole, digest = law.content(law.checklist(scheduled_on))
        if digest != kept.checklist.sha256:
            raise Refused("other_list", _("那一天施行的检查项不同，请取消后重新安排。"), field="scheduled_on")
        before, kept.scheduled_on = kept.scheduled_on, scheduled_on
        adding_up.moved(kept, before)
    if officers is not None:
        kept.officers.set(_team(by, officers, kept))
    keep(kept, at)
    note(kept, "reschedule", by, Moment.here(at), kept.scheduled_on.isoformat())
    return kept


@transaction.atomic
def cancel(
    by: Account, visit: Inspection, *, why: str, seen: int | None = None, now: datetime | None = None
) -> Inspection:
    """Not done after all, with the reason. Raises Refused, Conflict."""
    kept = locked(visit, seen)
    step = require(kept, "cancel", by)
    at = now_or(now)
    reason = reasoned(why, "why")
    keep(kept, at, state=step.to)
    adding_up.uncounted(kept)
    note(kept, "cancel", by, Moment.here(at), reason, log_index=log(kept, "cancel", by, at, why=reason))
    return kept
