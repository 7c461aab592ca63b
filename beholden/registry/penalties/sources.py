"""What order and re-inspection show of a case, as facts: PX-1 rests on records, not on what is typed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused
from beholden.registry.inspections import queries as inspections
from beholden.registry.inspections.models import Inspection, State
from beholden.registry.orders import queries as orders
from beholden.registry.orders.models import Order
from beholden.registry.penalties.models import Case


def of(case: Case) -> dict[str, Any]:
    """order.*, reinspection.* and the day the violation was found; stated days give way to recorded ones.

    That it was not corrected by the re-inspection says nothing of later: only a recorded correction is taken over.
    """
    told = orders.facts(case.order, case.violation) if case.order is not None else {}
    if told.get("corrected") is False:
        del told["corrected"]
    found = found_on(case.inspection)
    if found is not None:
        told["act.found"] = found
    return told


def found_on(inspection: Inspection | None) -> date | None:
    """The day an inspection began, which is when what it shows was found."""
    if inspection is None or inspection.begun_at is None:
        return None
    return timezone.localdate(inspection.begun_at)


def bind(case: Case, inspection: Inspection | None, order: Order | None) -> None:
    """Hang the case on what it came from. Raises Refused: another authority's, not closed, not what it was about."""
    if order is not None:
        if order.authority_id != case.authority_id:
            raise Refused("not_yours", _("这份责令不是本机关作出的。"), field="order")
        if case.violation not in order.violations:
            raise Refused("not_ordered", _("这份责令不是针对这种违法行为的。"), field="order")
        inspection = order.inspection
    if inspection is not None:
        if inspection.authority_id != case.authority_id:
            raise Refused("not_yours", _("这次检查不是本机关的。"), field="inspection")
        if inspection.state != State.CLOSED:
            raise Refused("not_closed", _("这次检查还没有办结，先制作检查笔录。"), field="inspection", cite="M13")
        if order is None:
            _found(case.violation, inspection)
    case.inspection, case.order = inspection, order


def _found(violation: str, inspection: Inspection) -> None:
    """A case stands on what its inspection recorded. Raises Refused, saying what it did record."""
    recorded = inspections.findings(inspection)
    if violation in {one.violation for one in recorded}:
        return
    words = {"number": inspection.number, "items": "、".join(str(one.item) for one in recorded)}
    if recorded:
        says = _("检查 %(number)s 记录的不符合项（第 %(items)s 项）里没有这种违法行为，不能据此立案。") % words
    else:
        says = _("检查 %(number)s 没有记录不符合项，不能据此立案。") % words
    says += _("请选择记录了它的检查；不是检查发现的，不填检查，在证据里写明来源。")
    raise Refused("not_found", says, field="inspection", cite="M13")


def officers(inspection: Inspection | None) -> set[Account]:
    """Who inspected."""
    return set(inspection.officers.all()) if inspection is not None else set()


def same_matter(others: QuerySet[Case], case: Case) -> QuerySet[Case] | None:
    """Of these, the cases that came from the same visit; None when the case came from none."""
    return others.filter(inspection=case.inspection_id) if case.inspection_id else None


def inspection_of(account: Account, typed: str) -> Inspection | None:
    """The inspection of this number or code, None when nothing was typed. Raises Refused: none this person may read."""
    kept = typed.strip()
    if not kept:
        return None
    found = inspections.visible_to(account).filter(Q(code=kept) | Q(number=kept)).first()
    if found is None:
        raise Refused("no_inspection", _("没有这个编号的监督检查"), field="inspection")
    return found


def order_of(account: Account, typed: str) -> Order | None:
    """The order of this number or code, None when nothing was typed. Raises Refused: none this person may read."""
    kept = typed.strip()
    if not kept:
        return None
    found = orders.visible_to(account).filter(Q(code=kept) | Q(number=kept)).first()
    if found is None:
        raise Refused("no_order", _("没有这个编号的责令改正"), field="order")
    return found
