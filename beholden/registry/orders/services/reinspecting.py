"""Looking again within the term of M15, planned by the clock itself; what was found is recorded truthfully.

Before expiry nobody looks again, except when the unit reported its correction and asks for it: then only "corrected"
may be recorded; otherwise the term goes on, and the re-inspection of M15 is still owed (our reading of M15).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.deadlines.models import Deadline
from beholden.ground.documents import services as documents
from beholden.ground.people.models import Account
from beholden.registry.inspections.models import Inspection
from beholden.registry.orders import flow, lawful, letters, permissions, visits
from beholden.registry.orders.models import CLOSING, RUNNING, Kind, Order, Reinspection, Result, State
from beholden.registry.orders.services import clocks, writing
from beholden.registry.orders.services.writing import Refused, keep, locked, log, note, now_or, require, subject
from beholden.registry.orders.visits import Seen


def clock(order: Order) -> Deadline | None:
    """The running clock of M15, or None."""
    return Deadline.objects.filter(
        subject_kind=writing.SUBJECT, subject_code=order.code, rule=lawful.REINSPECT, ended_at__isnull=True
    ).first()


def begins(order: Order) -> date | None:
    """The day the clock of M15 counts from: that of the order when immediate, of its expiry when time-limited."""
    return order.issued_on if order.kind == Kind.IMMEDIATE else order.expires_on


def is_early(order: Order, day: date) -> bool:
    """Whether this day still lies within the term."""
    return order.kind == Kind.TIME_LIMITED and order.expires_on is not None and day <= order.expires_on


def right_day(order: Order, today: date) -> date:
    """The first working day on which the order is to be looked at again, not before today."""
    start = begins(order)
    assert start is not None
    return lawful.working_day_after(start, today)


@transaction.atomic
def plan_reinspection(
    by: Account,
    order: Order,
    *,
    scheduled_on: date | None = None,
    officers: Sequence[Account] = (),
    seen: int | None = None,
    now: datetime | None = None,
) -> Reinspection:
    """Plan the visit; without a day on the right working day. Raises Refused: early (before expiry, unasked), busy
    (planned, or only the result is lacking), what inspections refuses, Conflict."""
    kept = locked(order, seen)
    step = require(kept, "reinspect", by)
    at = now_or(now)
    busy = not_again(kept)
    if busy:
        raise Refused("busy", busy, cite="M15")
    return _plan(by, kept, step, scheduled_on, officers, at, by_itself=False)


def plan_by_itself(order: Order, at: datetime) -> Reinspection | None:
    """Plan it for the officer who gave the order, with those who inspected; None, and a note, when it cannot be."""
    assert order.issued_by is not None
    step = next(step for step in flow.rows(order, "reinspect") if order.state in step.from_)
    try:
        with transaction.atomic():
            return _plan(order.issued_by, order, step, None, (), at, by_itself=True)
    except Refused as refused:
        if not order.acts.filter(action="unplanned").exists():
            note(order, "unplanned", None, at, str(refused))
        return None


def plan_due(now: datetime | None = None) -> int:
    """Plan every re-inspection whose day has come; how many. What a person must plan is left to the list."""
    at = now_or(now)
    today = timezone.localdate(at)
    found = Order.objects.filter(state__in=RUNNING)
    due = found.filter(kind=Kind.IMMEDIATE) | found.filter(kind=Kind.TIME_LIMITED, expires_on__lt=today)
    planned = 0
    for pk in list(due.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            order = locked(Order(pk=pk), None)
            if order.state in RUNNING:
                planned += plan_by_itself(order, at) is not None
    return planned


def not_again(order: Order) -> str:
    """Why no other visit may be planned now: one is planned, or looked already; "" when one may."""
    last = order.reinspections.select_related("inspection").last()
    if order.state != State.REINSPECTING or last is None:
        return ""
    if not visits.over(last.inspection):
        return _("已经安排了 %(day)s 的复查") % {"day": last.inspection.scheduled_on}
    if last.inspection.state == "closed" and visits.complete(visits.seen(order, last.inspection)):
        return _("复查已经完成，请记录复查结果")
    return ""


def _plan(
    by: Account,
    order: Order,
    step: flow.Step,
    scheduled_on: date | None,
    officers: Sequence[Account],
    at: datetime,
    *,
    by_itself: bool,
) -> Reinspection:
    today = timezone.localdate(at)
    early = is_early(order, scheduled_on or today)
    if early and not _asks_early(order):
        says = _("改正期限到 %(day)s 才满，期满之前不能复查；单位报告改正并申请提前复查的除外") % {
            "day": order.expires_on
        }
        raise Refused("early", says, field="scheduled_on", cite="M15")
    day = scheduled_on or (lawful.working_day_after(today, today) if early else right_day(order, today))
    team = list(officers) or _team(order)
    visit = visits.plan(by, order, day, team, _("复查责令改正 %(number)s") % {"number": order.number}, at)
    made = Reinspection.objects.create(
        order=order, inspection=visit, scheduled_on=day, by_itself=by_itself, early=early, at=at
    )
    keep(order, at, state=step.to)
    words = f"{day} {visit.number}"
    index = log(order, "reinspect", by, at, visit=visit.code, on=day.isoformat(), early=early, by_itself=by_itself)
    note(order, "reinspect", None if by_itself else by, at, words, log_index=index)
    return made


def _asks_early(order: Order) -> bool:
    last = order.reinspections.filter(concluded_at__isnull=False).last()
    asked = order.reports.filter(asks_early=True)
    return (asked.filter(at__gt=last.concluded_at) if last and last.concluded_at else asked).exists()


def _team(order: Order) -> list[Account]:
    """Those who inspected and still serve there."""
    there = order.inspection.officers.select_related("organisation").filter(organisation=order.authority)
    return [one for one in there if permissions.is_police(one)]


def visit_closed(inspection: Inspection, now: datetime | None = None) -> None:
    """A visit has its record: when it looked at everything again after expiry, what M15 asks is done in time or not."""
    found = Reinspection.objects.filter(inspection=inspection).select_related("order").first()
    if found is None or inspection.closed_at is None:
        return
    with transaction.atomic():
        order = locked(found.order, None)
        if order.state != State.REINSPECTING or not visits.complete(visits.seen(order, inspection)):
            return
        found.done_on = timezone.localdate(inspection.closed_at)
        found.early = is_early(order, found.done_on)
        found.save(update_fields=["done_on", "early"])
        if not found.early:
            clocks.looked_again(order, inspection.closed_at)
            order.due = None
        note(order, "looked", None, now_or(now), inspection.number, document=inspection.document)
        keep(order, now_or(now))


@transaction.atomic
def conclude(
    by: Account,
    order: Order,
    *,
    result: str,
    why: str = "",
    refused: Sequence[str] = (),
    seen: int | None = None,
    now: datetime | None = None,
) -> Reinspection:
    """Record truthfully what the closed re-inspection found (M15), with its document; the order closes, or goes on.

    ``refused`` are the violations of which correction was refused. Raises Refused: not_closed, not_seen, early,
    not_true (the visit's answers say otherwise), empty, Conflict.
    """
    kept = locked(order, seen)
    if result not in Result.values:
        raise Refused("no_choice", _("请选择复查结果"), field="result")
    step = require(kept, "conclude", by, result)
    at = now_or(now)
    last = kept.reinspections.select_related("inspection").last()
    found = _seen(kept, last)
    assert last is not None
    assert last.inspection.closed_at is not None
    last.done_on = timezone.localdate(last.inspection.closed_at)
    last.early = is_early(kept, last.done_on)
    _truthful(kept, found, result, last.early)
    last.refused = _refused(found, result, refused)
    last.result = result
    last.why = (why.strip() or _("复查的各项均已符合要求")) if result == Result.CORRECTED else why
    last.why = writing.reason(last.why, _("复查情况"), longest=1_500)
    last.found = [
        {"item": one.item, "violation": one.violation, "result": one.result, "note": one.note} for one in found
    ]
    last.concluded_at, last.by = at, by
    if result in CLOSING:
        clocks.looked_again(kept, last.inspection.closed_at)
        kept.due, kept.closed_at = None, at
    context = letters.reinspection(kept, last, found)
    made = documents.issue("reinspection_record", subject(kept), context, by, authority=kept.authority, now=at)
    keep(kept, at, state=step.to)
    told = {"visit": last.inspection.code, "result": result, "why": last.why, "refused": last.refused}
    index = log(kept, "conclude", by, at, document=made.number, done_on=last.done_on.isoformat(), **told)
    last.document, last.log_index = made.number, index
    last.save()
    note(kept, "conclude", by, at, last.get_result_display(), document=made.number, log_index=index)
    return last


def _seen(order: Order, last: Reinspection | None) -> list[Seen]:
    if last is None or last.inspection.state != "closed":
        raise Refused("not_closed", _("复查还没有结束：先完成检查笔录，再记录复查结果"), cite="M15")
    found = visits.seen(order, last.inspection)
    if not visits.complete(found):
        missing = "、".join(str(one.item) for one in found if not one.violated and not one.right)
        says = _("这次复查没有看第 %(items)s 项，不能记录结果；请重新安排复查") % {"items": missing}
        raise Refused("not_seen", says, cite="M15")
    return found


def _truthful(order: Order, found: Sequence[Seen], result: str, early: bool) -> None:
    wrong = [one.item for one in found if one.violated]
    if not wrong and result != Result.CORRECTED:
        raise Refused("not_true", _("复查的各项都已符合，只能记录“已改正”"), field="result", cite="M15")
    if wrong and result == Result.CORRECTED:
        items = "、".join(str(item) for item in wrong)
        says = _("复查记录第 %(items)s 项仍不符合，不能记录“已改正”") % {"items": items}
        raise Refused("not_true", says, field="result", cite="M15")
    if early and result not in (Result.CORRECTED, Result.NOT_YET):
        says = _("改正期限到 %(day)s 才满：提前复查尚未改正的，期限继续，不能记录拒不改正") % {"day": order.expires_on}
        raise Refused("early", says, field="result", cite="M15")
    if not early and result == Result.NOT_YET:
        raise Refused("not_early", _("期限已满，应当记录已改正、未全部改正或者拒不改正"), field="result", cite="M15")


def _refused(found: Sequence[Seen], result: str, refused: Sequence[str]) -> list[str]:
    wrong = list(dict.fromkeys(one.violation for one in found if one.violated))
    if result != Result.REFUSED:
        return []
    chosen = [one for one in dict.fromkeys(refused) if one in wrong]
    if len(chosen) != len(set(refused)):
        raise Refused("not_true", _("只有复查仍不符合的违法行为可以记录拒不改正"), field="refused", cite="M15")
    chosen = chosen or (wrong if len(wrong) == 1 else [])
    if not chosen:
        raise Refused("empty", _("请选择拒不改正的违法行为"), field="refused")
    return chosen
