"""Drawing up an order from what a closed inspection found: only what the law allows against it (M14, R26 to R30)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.ground.people.models import Account
from beholden.registry.inspections.models import Inspection
from beholden.registry.orders import lawful, permissions, visits
from beholden.registry.orders.lawful import Offer
from beholden.registry.orders.models import Kind, Order, State
from beholden.registry.orders.services import writing
from beholden.registry.orders.services.writing import Refused, keep, locked, log, note, now_or, require

MOST_DAYS: Final = 3_650  # what a typing slip cannot exceed; the law has no number
MOST_HASHES: Final = 500
_HASH: Final = re.compile(r"^([0-9a-fA-F]{64})(?:\s+\*?(.{1,200}))?$")


@dataclass(frozen=True, slots=True)
class Ground:
    """A finding an order rests on: the item, the violation it is held to be, and why, where that is not the list's."""

    item: int
    violation: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """What the officer writes into an order; ``term_days`` and its reason for a time-limited one only."""

    text: str
    term_days: int | None = None
    term_why: str = ""


@transaction.atomic
def draft_from(
    inspection: Inspection,
    by: Account,
    violations: Sequence[Ground | str],
    *,
    kind: str,
    wording: Wording | None = None,
    now: datetime | None = None,
) -> Order:
    """A draft for these findings of a closed inspection of the officer's authority.

    ``violations`` may be plain ids ("P-29"): then they stand for every finding the checklist holds to be that one.
    Raises Refused: not_yours, not_closed, not_found (no such finding), no_order (the law has none, with the article),
    mixed (not both kinds in one), already (an open order rests on the same finding).
    """
    at = now_or(now)
    on = timezone.localdate(at)
    visit = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    if not permissions.is_police(by) or by.organisation_id != visit.authority_id:
        raise Refused("not_yours", _("只有实施检查的公安机关可以责令。"), cite="M14")
    if visit.state != "closed":
        raise Refused("not_closed", _("检查还没有结束，不能责令；先完成检查笔录。"), cite="M13")
    grounds = _grounds(visit, violations)
    if kind not in Kind.values:
        raise Refused("no_choice", _("请选择责令的种类"), field="kind")
    offers = _allowed(visit, grounds, kind, on)
    _not_ordered_already(visit, grounds)
    made = Order(
        kind=kind,
        inspection=visit,
        authority=by.organisation,
        unit=visit.unit,
        party_name=visit.unit_name,
        place=visit.place,
        division=visit.division,
        place_category=visit.place_category,
        violations=list(dict.fromkeys(ground["violation"] for ground in grounds)),
        items=sorted({ground["item"] for ground in grounds}),
        grounds=grounds,
        delete_footage=lawful.deletes(offers),
        rulebook=lawful.book().sha256,
        drafted_by=by,
        created_at=at,
        changed_at=at,
    )
    _word(made, wording or Wording(""))
    made.save()
    note(made, "draft", by, at)
    return made


def _grounds(visit: Inspection, wanted: Sequence[Ground | str]) -> list[dict[str, Any]]:
    found = visits.findings(visit)
    chosen: list[Ground] = []
    for one in wanted:
        if isinstance(one, Ground):
            chosen.append(one)
            continue
        same = [Ground(finding.item, finding.violation) for finding in found if finding.violation == one]
        if not same:
            raise Refused(
                "not_found", _("这次检查没有发现这种违法行为：%(what)s") % {"what": str(one)[:20]}, cite="M14"
            )
        chosen.extend(same)
    if not chosen:
        raise Refused("empty", _("请选择要责令改正的事项"), field="grounds")
    by_item = {finding.item: finding for finding in found}
    kept: dict[int, dict[str, Any]] = {}
    for ground in chosen:
        finding = by_item.get(ground.item)
        if finding is None:
            says = _("检查没有认定第 %(item)d 项不符合，不能责令") % {"item": ground.item}
            raise Refused("not_found", says, field="grounds", cite="M14")
        words = writing.text(ground.note, _("认定理由"), 300, field="grounds")
        if ground.violation != finding.violation and not words:
            says = _("第 %(item)d 项按检查表以外的违法行为认定的，请写明理由") % {"item": ground.item}
            raise Refused("empty", says, field="grounds")
        kept[ground.item] = {"item": ground.item, "violation": ground.violation, "note": words, "found": finding.note}
    return [kept[item] for item in sorted(kept)]


def _allowed(visit: Inspection, grounds: Sequence[Mapping[str, Any]], kind: str, on: date) -> list[Offer]:
    offers = []
    for ground in grounds:
        try:
            one = lawful.offer(ground["violation"], on, visit.division, visit.place_category, ground["item"])
        except rulebook.LawError as error:
            raise writing.lawful(error) from error
        if one.why:
            raise Refused("no_order", f"{one.title}：{one.why}", field="grounds", cite=one.cite)
        if kind not in one.kinds:
            words = {"what": one.title, "kinds": "、".join(str(Kind(each).label) for each in one.kinds)}
            says = _("%(what)s：法律规定的是%(kinds)s，请分开作出") % words
            raise Refused("mixed", says, field="kind", cite=one.cite)
        offers.append(one)
    return offers


def _not_ordered_already(visit: Inspection, grounds: Sequence[Mapping[str, Any]]) -> None:
    standing = Order.objects.filter(inspection=visit).exclude(state__in=[State.DISCARDED, State.REVOKED])
    ordered = {item for items in standing.values_list("items", flat=True) for item in items}
    both = sorted(ordered & {ground["item"] for ground in grounds})
    if both:
        says = _("第 %(items)s 项已经有责令，不能重复责令") % {"items": "、".join(str(item) for item in both)}
        raise Refused("already", says, field="grounds", cite="M17")


def _word(order: Order, wording: Wording) -> None:
    order.text = writing.text(wording.text, _("改正要求"), 1_500, field="text", lines=True)
    if order.kind == Kind.IMMEDIATE:
        if wording.term_days is not None:
            raise Refused("no_term", _("责令改正是立即改正，不设期限"), field="term_days", cite="M14")
        return
    if wording.term_days is not None and not 1 <= wording.term_days <= MOST_DAYS:
        raise Refused("not_days", _("期限应为整数天，从送达的次日起算"), field="term_days")
    order.term_days = wording.term_days
    order.term_why = writing.text(wording.term_why, _("期限的理由"), 500, field="term_why", lines=True)


@transaction.atomic
def edit(by: Account, order: Order, wording: Wording, *, seen: int | None = None, now: datetime | None = None) -> Order:
    """Change the words and the term of a draft. Raises Refused, Conflict."""
    kept = locked(order, seen)
    require(kept, "edit", by)
    _word(kept, wording)
    keep(kept, now_or(now))
    return kept


@transaction.atomic
def fix_hashes(by: Account, order: Order, lines: str, *, seen: int | None = None, now: datetime | None = None) -> Order:
    """Fix evidence by its hashes, one a line: SHA-256, then a name (R26: before deletion is ordered).

    Raises Refused naming the line that is none, Conflict.
    """
    kept = locked(order, seen)
    require(kept, "fix", by)
    at = now_or(now)
    added = [_hashed(line, count) for count, line in enumerate(lines[:200_000].splitlines(), 1) if line.strip()]
    if not added:
        raise Refused("empty", _("请填写哈希清单，每行一个"), field="hashes")
    fixed = {one["sha256"]: one for one in [*kept.fixed, *added]}
    if len(fixed) > MOST_HASHES:
        raise Refused(
            "too_many",
            _("哈希清单最多 %(most)d 行；更多的请先合并成一个清单文件上传") % {"most": MOST_HASHES},
            field="hashes",
        )
    kept.fixed = list(fixed.values())
    keep(kept, at)
    index = log(kept, "fix", by, at, sha256=[one["sha256"] for one in added])
    note(kept, "fix", by, at, _("%(count)d 个哈希") % {"count": len(added)}, log_index=index)
    return kept


def _hashed(line: str, count: int) -> dict[str, str]:
    found = _HASH.match(line.strip())
    if found is None:
        says = _("第 %(count)d 行不是 SHA-256（64 位十六进制，后面可以写名称）") % {"count": count}
        raise Refused("not_a_hash", says, field="hashes")
    return {"sha256": found[1].lower(), "name": writing.text(found[2] or "", _("名称"), 200, field="hashes")}


@transaction.atomic
def discard(by: Account, order: Order, *, seen: int | None = None, now: datetime | None = None) -> Order:
    """Throw a draft away; nothing was ordered. Raises Refused, Conflict."""
    kept = locked(order, seen)
    step = require(kept, "discard", by)
    at = now_or(now)
    keep(kept, at, state=step.to)
    note(kept, "discard", by, at)
    return kept
