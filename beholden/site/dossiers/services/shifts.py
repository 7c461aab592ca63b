"""Who watches when, and what drills, supervision and maintenance found (R15(1), R16(2)(1))."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.site.dossiers import fields, flow
from beholden.site.dossiers.models import DossierEntry, Shift, Shortcoming, StaffMember
from beholden.site.dossiers.refusals import Conflict, Refused
from beholden.site.dossiers.services.writing import keep, locked, note, now_or, require

_MOST_DAYS: Final = 92  # planned at one go
_MOST_SHIFTS: Final = 4_000  # in one roster


@transaction.atomic
def plan_shifts(
    by: Account,
    roster: DossierEntry,
    person: StaffMember,
    first: object,
    last: object,
    start: object,
    end: object,
    *,
    seen: int | None = None,
    now: datetime | None = None,
) -> list[Shift]:
    """The same shift on every day from ``first`` to ``last``; an end at or before the start lies on the next day.

    Raises Refused: outside the roster, overlapping another shift of the person; Conflict.
    """
    kept = locked(roster, seen)
    require(kept, "plan_shifts", by)
    at = now_or(now)
    if person.unit_id != kept.unit_id or person.left_on is not None:
        raise Refused("no_choice", _("请选择在岗人员"), field="person")
    days = _days(kept, first, last)
    begins, ends = _hour(start, "start"), _hour(end, "end")
    if kept.shifts.count() + len(days) > _MOST_SHIFTS:
        raise Refused("too_many", _("这张值班表的班次太多了"))
    made = [Shift(roster=kept, person=person, **_span(day, begins, ends)) for day in days]
    taken = Shift.objects.filter(person=person, taken_off_at__isnull=True)
    for one in made:
        if taken.filter(starts_at__lt=one.ends_at, ends_at__gt=one.starts_at).exists():
            words = {"name": person.name, "day": timezone.localtime(one.starts_at).date()}
            raise Refused("overlap", _("%(name)s在 %(day)s 已有重叠的班次") % words, field="first")
    try:
        with transaction.atomic():
            Shift.objects.bulk_create(made)
    except IntegrityError:
        raise Conflict from None
    keep(kept, at)
    note(kept, "plan_shifts", by, at, f"{person.name} {days[0]}–{days[-1]} {begins:%H:%M}–{ends:%H:%M}")
    return made


@transaction.atomic
def take_off(by: Account, shift: Shift, *, now: datetime | None = None) -> Shift:
    """A shift is no longer planned; one that has begun stays. Raises Refused."""
    kept = locked(shift.roster, None)
    require(kept, "plan_shifts", by)
    at = now_or(now)
    one = Shift.objects.select_for_update().get(pk=shift.pk)
    if one.taken_off_at is not None or one.starts_at <= at:
        raise Refused("not_now", _("已经开始或者取消的班次不能再取消"))
    one.taken_off_at = at
    one.save(update_fields=["taken_off_at"])
    keep(kept, at)
    note(kept, "take_off", by, at, f"{one.person.name} {timezone.localtime(one.starts_at):%Y-%m-%d %H:%M}")
    return one


@transaction.atomic
def find(by: Account, entry: DossierEntry, text: object, due_on: object, *, now: datetime | None = None) -> Shortcoming:
    """What a drill, a supervision or a maintenance found; ``due_on`` is the unit's own day to put it right."""
    kept = locked(entry, None)
    require(kept, "find", by)
    at = now_or(now)
    said = fields.text(text, _("问题"), 500, field="text", lines=True)
    due = fields.day(due_on, _("整改期限"), "due_on")
    if len(said) < 2:
        raise Refused("empty", _("请写明问题"), field="text")
    if due is None:
        raise Refused("empty", _("请填写%(label)s") % {"label": _("整改期限")}, field="due_on")
    if kept.happened_on and due < kept.happened_on:
        raise Refused("ends_first", _("这一天早于 %(day)s，请核对") % {"day": kept.happened_on}, field="due_on")
    made = Shortcoming.objects.create(entry=kept, text=said, due_on=due, at=at)
    keep(kept, at)
    note(kept, "find", by, at, said)
    return made


@transaction.atomic
def mend(
    by: Account,
    found: Shortcoming,
    action: str,
    *,
    says: object = "",
    on: object = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> Shortcoming:
    """``fix`` with what was done and the day, or ``reopen`` with why. Raises Refused, Conflict."""
    entry = locked(found.entry, None)
    kept = Shortcoming.objects.select_for_update().select_related("entry").get(pk=found.pk)
    if seen is not None and kept.revision != seen:
        raise Conflict
    verdict = flow.mending(kept, action, by)
    if not verdict.allowed:
        raise Refused("not_now", verdict.why, cite="R15(1)")
    at = now_or(now)
    text = fields.text(says, _("说明"), 500, field="says", lines=True)
    if len(text) < 2:
        raise Refused("empty", _("请写明情况"), field="says")
    if action == "fix":
        day = fields.day(on, _("日期"), "on")
        if day is None or day > timezone.localdate(at):
            raise Refused("ahead", _("请填写整改日期，不晚于今天"), field="on")
        if entry.happened_on and day < entry.happened_on:
            raise Refused("ends_first", _("这一天早于 %(day)s，请核对") % {"day": entry.happened_on}, field="on")
        kept.state, kept.fixed_on, kept.fix = Shortcoming.State.FIXED, day, text
    else:
        kept.state, kept.fixed_on, kept.fix = Shortcoming.State.OPEN, None, ""
    kept.revision += 1
    kept.save()
    keep(entry, at)
    note(entry, action, by, at, text)
    return kept


def _days(roster: DossierEntry, first: object, last: object) -> list[date]:
    begin, end = fields.day(first, _("开始日期"), "first"), fields.day(last, _("结束日期"), "last")
    if begin is None:
        raise Refused("empty", _("请填写日期"), field="first")
    end = end or begin
    if end < begin:
        raise Refused("ends_first", _("结束日期早于开始日期，请核对"), field="last")
    if roster.from_on and roster.until_on and not (roster.from_on <= begin and end <= roster.until_on):
        words = {"from": roster.from_on, "until": roster.until_on}
        raise Refused("outside", _("这张值班表是 %(from)s 至 %(until)s 的，班次应在其中") % words, field="first")
    if (end - begin).days >= _MOST_DAYS:
        raise Refused("too_many", _("一次最多安排 %(most)d 天") % {"most": _MOST_DAYS}, field="last")
    return [begin + timedelta(days=ahead) for ahead in range((end - begin).days + 1)]


def _hour(value: object, field: str) -> time:
    try:
        return value if isinstance(value, time) else time.fromisoformat(str(value or "").strip())
    except ValueError:
        raise Refused("not_a_time", _("请填写时间，例如 08:00"), field=field) from None


def _span(day: date, start: time, end: time) -> dict[str, datetime]:
    zone = timezone.get_default_timezone()
    until = day if end > start else day + timedelta(days=1)
    begins = datetime.combine(day, start.replace(tzinfo=None), zone)
    return {"starts_at": begins, "ends_at": datetime.combine(until, end.replace(tzinfo=None), zone)}
