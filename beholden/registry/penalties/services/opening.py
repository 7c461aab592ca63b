"""Opening a case: the rulebook is asked first, and what blocks a fine blocks the case (PX-1; R26 to R30)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.engines.rulebook.penalty import Penalty
from beholden.ground.acts.numbering import next_number
from beholden.ground.people.models import Account, Organisation
from beholden.registry.filings.answers import Refused
from beholden.registry.inspections.models import Inspection
from beholden.registry.orders.models import Order
from beholden.registry.penalties import framing, permissions, sources
from beholden.registry.penalties.models import Case, CaseSeries, Outcome, PartyKind, State
from beholden.registry.penalties.services import clocks, parties
from beholden.registry.penalties.services.parties import Person
from beholden.registry.penalties.services.writing import keep, locked, note, now_or, require, said


def open_case(
    by: Account,
    *,
    violation: str,
    inspection: Inspection | None = None,
    order: Order | None = None,
    unit: Organisation | None = None,
    individual: Person | None = None,
    division: str = "",
    place: str = "",
    place_category: str = "",
    story: str,
    evidence: str = "",
    facts: Mapping[str, Any] | None = None,
    officers: Iterable[Account] = (),
    now: datetime | None = None,
) -> Case:
    """Open a case (立案) against a unit or an individual; the clock to decide starts.

    What isn't given is taken from ``order`` and ``inspection``. Raises Refused: not_yours, blocked (with what the
    rulebook says, such as no re-inspection that recorded a refusal), no_fine, twice, too_few_officers, no_party.
    """
    at = now_or(now)
    on = timezone.localdate(at)
    if not permissions.may_handle(by) or by.organisation is None:
        raise Refused("not_yours", _("只有县级公安机关的民警可以立案。"), cite="R26")
    inspection = order.inspection if order is not None else inspection
    if unit is None and individual is None and inspection is not None:
        unit = inspection.unit
    with transaction.atomic():
        case = Case(
            violation=violation,
            authority=by.organisation,
            unit=unit,
            division=division or (inspection.division if inspection else by.organisation.division),
            place=place or (inspection.place if inspection else ""),
            place_category=place_category or (inspection.place_category if inspection else ""),
            facts=stated(facts or {}),
            story=said(story, _("违法事实"), "story", least=4),
            evidence=said(evidence, _("证据"), "evidence", least=0),
            opened_by=by,
            opened_at=at,
            changed_at=at,
            opened_on=on,
        )
        sources.bind(case, inspection, order)
        _not_twice(case)
        case.number = next_number(CaseSeries, "案", case.division, on.year)
        case.rulebook = rulebook.opened(settings.LAW).sha256
        case.save()
        if individual is not None:
            parties.write_person(case, PartyKind.INDIVIDUAL, individual)
        elif unit is not None:
            parties.write_unit(case, unit)
        else:
            raise Refused("no_party", _("请选择违法的单位或者填写个人"), field="unit")
        _enough(case, {by, *officers, *sources.officers(case.inspection)})
        allowed(case, on)
        clocks.start(clocks.DECIDE, case, on, at)
        note(case, "open", by, at, facts=_plain(framing.facts(case)))
    return case


def allowed(case: Case, on: date) -> Penalty:
    """The frame, when the law lets this case lead to a fine. Raises Refused: no_fine, blocked (each reason, cited)."""
    found = framing.frame(case, on)
    main = case.parties.exclude(kind=PartyKind.RESPONSIBLE).get()
    if framing.range_for(found, main.kind) is None:
        others = "、".join(one.zh if _chinese() else one.en for one in found.violation.refers[:3])
        says = _("条例对这种违法行为的当事人没有罚款，不能立案处罚。") + (
            _("依其他法律：%(laws)s") % {"laws": others} if others else ""
        )
        raise Refused("no_fine", says, field="violation", cite=found.violation.passage.cite)
    blocks = framing.binding(found)
    if blocks:
        why = "；".join(block.zh if _chinese() else block.en for block in blocks)
        raise Refused("blocked", _("现在不能处罚：%(why)s") % {"why": why}, cite=blocks[0].cite)
    return found


def stated(told: Mapping[str, Any]) -> dict[str, Any]:
    """What an officer may state, as it is kept: dates as text, nothing for what was left open. Raises Refused."""
    unknown = set(told) - set(framing.TYPED)
    if unknown:
        raise Refused(
            "unknown_fact", _("这些事实由记录得出，不能填写：%(names)s") % {"names": "、".join(sorted(unknown))}
        )
    return {name: _text(value) for name, value in told.items() if value not in (None, "", False)}


@transaction.atomic
def state_facts(
    by: Account,
    case: Case,
    *,
    facts: Mapping[str, Any],
    story: str,
    evidence: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> Case:
    """Write down what the investigation found; what was told before must be told anew. Raises Refused, Conflict."""
    kept, at = locked(case, seen), now_or(now)
    require(kept, "state_facts", by)
    kept.facts = stated(facts)
    kept.story = said(story, _("违法事实"), "story", least=4)
    kept.evidence = said(evidence, _("证据"), "evidence", least=0)
    try:
        framing.frame(kept, timezone.localdate(at))
    except rulebook.BadFacts as error:
        raise Refused("bad_facts", error.zh if _chinese() else error.en) from error
    kept.noticed_on = None  # what was told no longer holds: it is told anew before anything is decided
    keep(kept, at)
    note(kept, "state_facts", by, at, facts=_plain(kept.facts))
    return kept


def _not_twice(case: Case) -> None:
    """One act, one fine (行政处罚法 29): the same violation of the same visit or order is one case."""
    others = Case.objects.filter(violation=case.violation, unit=case.unit).exclude(state=State.TRANSFERRED)
    others = sources.same_matter(others, case)
    found = others.exclude(outcome=Outcome.NONE).first() if others is not None else None
    if found is not None:
        says = _("同一违法行为已经立案（%(number)s），不得两次罚款。") % {"number": found.number}
        raise Refused("twice", says, cite="行政处罚法29")


def _enough(case: Case, officers: set[Account]) -> None:
    own = {one for one in officers if one.is_active and one.organisation_id == case.authority_id}
    book = rulebook.opened(settings.LAW)
    least = int(book.resolve("penalty.officers_min", case.opened_on, case.division[:6]).value)
    if len(own) < least:
        says = _("办案民警不得少于 %(least)d 人，现在是 %(count)d 人。") % {"least": least, "count": len(own)}
        raise Refused("too_few_officers", says, field="officers", cite="行政处罚法42(1)")
    case.officers.set(own)


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _plain(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _text(value) for name, value in told.items()}


def _chinese() -> bool:
    return not (get_language() or "zh").startswith("en")
