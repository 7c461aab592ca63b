"""On the spot: begin, answer, add an item, note, refusal, absence (R24(1), M10 to M13)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused, text
from beholden.registry.inspections import law
from beholden.registry.inspections.models import Answer, Inspection, Method, Outcome, Provenance, Result, State
from beholden.registry.inspections.services.writing import Moment, keep, locked, log, note, reasoned, require

NEED_WORDS = (Result.VIOLATION, Result.NOT_SEEN, Result.NOT_APPLICABLE)


def needed_to_show(visit: Inspection) -> dict[str, str]:
    """What officers show at the start, each with its article: identification, locally the inspection code too."""
    on, at = visit.scheduled_on, visit.division
    if visit.method == Method.OFF_SITE:
        return {}
    found = {"identification": law.duty("inspection.identify", on, at), "code": law.duty(law.SHOW_CODE, on, at)}
    return {name: cite for name, cite in found.items() if cite}


@transaction.atomic
def begin(
    by: Account,
    visit: Inspection,
    *,
    shown: Iterable[str] = (),
    seen: int | None = None,
    now: datetime | None = None,
    moment: Moment | None = None,
) -> Inspection:
    """Begin, with at least as many officers as the law wants, having shown who they are. Raises Refused, Conflict."""
    kept = locked(visit, seen)
    step = require(kept, "begin", by)
    when = moment or Moment.here(now)
    on = timezone.localdate(when.at_server)
    if kept.scheduled_on > on:
        says = _("检查安排在 %(day)s，还没到。需要提前的，先改期。") % {"day": kept.scheduled_on}
        raise Refused("too_early", says)
    least, cite = law.officers_min(kept.scheduled_on, kept.division)
    there = kept.officers.filter(is_active=True).count()
    if there < least:
        says = _("检查不得少于 %(least)d 名民警，现在安排了 %(there)d 名。") % {"least": least, "there": there}
        raise Refused("alone", says, field="officers", cite=cite)
    given = sorted({str(one)[:20] for one in shown})
    for name, article in needed_to_show(kept).items():
        if name not in given:
            words = {
                "identification": _("检查开始前应当表明身份并出示执法证件。"),
                "code": _("当地规定：现场检查应当出示检查码或者检查通知书。"),
            }
            raise Refused("not_shown", words[name], field="shown", cite=article)
    kept.begun_at, kept.begun_by, kept.shown = when.at_device, by, given
    keep(kept, when.at_server, state=step.to)
    index = log(kept, "begin", by, when.at_server, at_device=when.at_device.isoformat())
    note(kept, "begin", by, when, log_index=index)
    return kept


@transaction.atomic
def answer(
    by: Account,
    visit: Inspection,
    item: int,
    result: str,
    *,
    words: str = "",
    provenance: str = Provenance.SEEN,
    base: int | None = None,
    now: datetime | None = None,
    moment: Moment | None = None,
) -> Answer:
    """What was found for one item; a later answer supersedes the standing one. ``base`` is the revision of the item's
    answer that was seen (0: none). Raises Refused (not_pinned: no such item in this visit), Conflict."""
    kept = locked(visit)
    require(kept, "answer", by)
    if item not in kept.items:
        raise Refused("not_pinned", _not_pinned(kept, item), field="item", cite="M10")
    if result not in Result.values or provenance not in Provenance.values:
        raise Refused("no_choice", _("请选择检查结果和来源"), field="result")
    told = text(words, _("情况"), 1000, field="note", lines=True)
    if result in NEED_WORDS and len(told) < 2:
        label = Result(result).label
        raise Refused("empty", _("选了“%(result)s”，请写明情况") % {"result": label}, field="note")
    standing = kept.answers.filter(item=item, superseded=False).first()
    before = standing.revision if standing else 0
    if base is not None and base != before:
        raise AnswerConflict(standing)
    when = moment or Moment.here(now)
    if standing is not None:
        standing.superseded = True
        standing.save(update_fields=["superseded"])
    made = Answer.objects.create(
        inspection=kept,
        item=item,
        revision=before + 1,
        result=result,
        note=told,
        provenance=provenance,
        by=by,
        **when.told(),
    )
    keep(kept, when.at_server)
    return made


class AnswerConflict(Refused):
    """Another phone or tab answered this item meanwhile; ``standing`` is its answer. Nothing was written."""

    def __init__(self, standing: Answer | None) -> None:
        super().__init__("conflict", _("这一项刚刚由别人或者另一台设备记录过，请看过再定。"), field="item")
        self.standing = standing


def _not_pinned(visit: Inspection, item: int) -> str:
    numbers = {one["number"] for one in visit.checklist.content["items"]}
    if item not in numbers:
        return _("这次检查所用的检查项版本没有第 %(item)s 项。") % {"item": item}
    if item in visit.offered:
        return _("第 %(item)s 项不在这次检查的范围内；要查的，先写明理由加查。") % {"item": item}
    return _("第 %(item)s 项在这类场所不作检查，也不能作为违法事项。") % {"item": item}


@transaction.atomic
def add_item(
    by: Account,
    visit: Inspection,
    item: int,
    *,
    why: str,
    seen: int | None = None,
    now: datetime | None = None,
    moment: Moment | None = None,
) -> Inspection:
    """Look at one more item, with the reason (M11(2): focus is not exclusive). Exempt ones never. Raises Refused."""
    kept = locked(visit, seen)
    require(kept, "add_item", by)
    if item in kept.items:
        raise Refused("already", _("第 %(item)s 项已经在检查范围内。") % {"item": item}, field="item")
    if item not in kept.offered:
        says = _not_pinned(kept, item)
        raise Refused("item_exempt", says, field="item", cite=law.lifted(kept.place_category))
    reason = reasoned(why, "why")
    when = moment or Moment.here(now)
    beyond = {"item": item, "reason": reason, "by": by.name, "at": when.at_server.isoformat()}
    kept.items = sorted({*kept.items, item})
    kept.offered = [one for one in kept.offered if one != item]
    kept.extra = [*kept.extra, beyond]
    keep(kept, when.at_server)
    note(kept, "add_item", by, when, f"{item} {reason}")
    return kept


@transaction.atomic
def jot(
    by: Account, visit: Inspection, words: str, *, now: datetime | None = None, moment: Moment | None = None
) -> Inspection:
    """A remark on the timeline, printed in the record. Raises Refused."""
    kept = locked(visit)
    require(kept, "note", by)
    told = text(words, _("备注"), 1000, field="note", lines=True)
    if not told:
        raise Refused("empty", _("备注是空的"), field="note")
    note(kept, "note", by, moment or Moment.here(now), told)
    return kept


def record_refusal(by: Account, visit: Inspection, *, words: str, **more: Any) -> Inspection:
    """The unit refused to be inspected (R24(1) obliges it to assist). Raises Refused, Conflict."""
    return _cut_short(by, visit, "refuse", Outcome.REFUSED, words, **more)


def record_absence(by: Account, visit: Inspection, *, words: str, **more: Any) -> Inspection:
    """Nobody was there. Raises Refused, Conflict."""
    return _cut_short(by, visit, "absent", Outcome.ABSENT, words, **more)


@transaction.atomic
def _cut_short(
    by: Account,
    visit: Inspection,
    action: str,
    outcome: Outcome,
    words: str,
    *,
    seen: int | None = None,
    now: datetime | None = None,
    moment: Moment | None = None,
) -> Inspection:
    kept = locked(visit, seen)
    require(kept, action, by)
    when = moment or Moment.here(now)
    kept.outcome, kept.outcome_note = outcome, reasoned(words, "note", longest=1000)
    keep(kept, when.at_server)
    index = log(kept, action, by, when.at_server, note=kept.outcome_note)
    note(kept, action, by, when, kept.outcome_note, log_index=index)
    return kept


@transaction.atomic
def resume(
    by: Account,
    visit: Inspection,
    *,
    why: str,
    seen: int | None = None,
    now: datetime | None = None,
    moment: Moment | None = None,
) -> Inspection:
    """Somebody came, or let them in after all: it goes on. What was recorded stays on the timeline. Raises Refused."""
    kept = locked(visit, seen)
    require(kept, "resume", by)
    when = moment or Moment.here(now)
    reason = reasoned(why, "why")
    kept.outcome, kept.outcome_note = "", ""
    keep(kept, when.at_server)
    note(kept, "resume", by, when, reason, log_index=log(kept, "resume", by, when.at_server, why=reason))
    return kept


def running(visit: Inspection) -> bool:
    """Whether it goes on now."""
    return visit.state == State.BEGUN
