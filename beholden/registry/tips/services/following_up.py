"""What a tip leads to: a visit (M16: 及时核查), and a case when the visit found what was reported (R26 to R28)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account, Organisation
from beholden.ground.systems.models import PlaceCategory
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.models import Filing
from beholden.registry.inspections import queries as looking
from beholden.registry.inspections import services as inspections
from beholden.registry.inspections.models import Inspection
from beholden.registry.penalties import services as penalties
from beholden.registry.penalties.models import Case
from beholden.registry.tips import scope
from beholden.registry.tips.models import Tip, TipAction
from beholden.registry.tips.services.writing import keep, locked, log, note, now_or, require


@transaction.atomic
def plan_visit(
    by: Account,
    tip: Tip,
    *,
    place: str,
    place_category: str,
    scheduled_on: date,
    unit: Organisation | None = None,
    unit_name: str = "",
    filing: Filing | None = None,
    officers: Iterable[Account] = (),
    override_reason: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> Inspection:
    """Go and look. Raises Refused, Conflict, and what `inspections` refuses by (DuplicateVisit with what it found)."""
    kept = locked(tip, seen)
    step = require(kept, TipAction.VISIT, by)
    at = now_or(now)
    visit = inspections.plan_visit(
        by,
        unit=unit,
        filing=filing,
        unit_name=unit_name,
        place=place,
        division=kept.division,
        place_category=place_category,
        kind="general",
        reason="tip",
        reason_code=kept.code,
        items=_items(kept, place_category, scheduled_on),
        extra_reason=_("线索核查要看的事项"),
        scheduled_on=scheduled_on,
        officers=officers,
        override_reason=override_reason,
        now=at,
    )
    keep(kept, at, step)
    index = log(kept, TipAction.VISIT, by, at, visit=visit.code)
    note(kept, TipAction.VISIT, by, at, visit.number, link=f"/inspections/{visit.code}", log_index=index)
    return visit


def _items(tip: Tip, category: str, on: date) -> list[int] | None:
    """What shows whether it is true goes on the list too; None leaves it to the room of inspections to refuse."""
    if category not in PlaceCategory.values:
        return None
    return looking.items_towards("general", category, on, tip.division, scope.VIOLATIONS.get(tip.subject, ()))


@transaction.atomic
def open_case(
    by: Account,
    tip: Tip,
    *,
    violation: str,
    visit: Inspection | None,
    story: str,
    seen: int | None = None,
    now: datetime | None = None,
) -> Case:
    """Open a case on what the visit found. Raises Refused, Conflict, and what `penalties` refuses by."""
    kept = locked(tip, seen)
    step = require(kept, TipAction.CASE, by)
    if violation not in scope.VIOLATIONS.get(kept.subject, ()):
        raise Refused("no_choice", _("请选择违法行为"), field="violation")
    if visit is None or visit.reason_code != kept.code:
        says = _("先要有这件举报的检查：违法行为要由检查查实，不能只凭举报立案。")
        raise Refused("no_visit", says, field="visit", cite="M16")
    if visit.unit is None:
        says = _("检查对象不是登记的单位，请到“行政处罚”填写个人信息后立案。")
        raise Refused("no_party", says, field="visit")
    at = now_or(now)
    case = penalties.open_case(by, violation=violation, inspection=visit, story=story, now=at)
    keep(kept, at, step)
    index = log(kept, TipAction.CASE, by, at, case=case.code)
    note(kept, TipAction.CASE, by, at, case.number, link=f"/penalties/{case.code}", log_index=index)
    return case
