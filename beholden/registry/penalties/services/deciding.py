"""Deciding: asked for by the officer, decided by the one in charge, never the same (行政处罚法 33, 51, 60, 62)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused
from beholden.registry.penalties import framing, letters
from beholden.registry.penalties.models import Case, Outcome
from beholden.registry.penalties.services import clocks, opening, proposing, telling
from beholden.registry.penalties.services.writing import issue, keep, locked, note, now_or, require, said


@transaction.atomic
def submit(
    by: Account,
    case: Case,
    *,
    fines: dict[str, int | None],
    reason: str,
    seen: int | None = None,
    now: datetime | None = None,
) -> Case:
    """Ask for the decision; amounts may be lower than told, never higher. Raises Refused: untold, unanswered,
    hearing_open, defence_open, heavier, out_of_range, fix_evidence, blocked; Conflict."""
    kept, at = locked(case, seen), now_or(now)
    step = require(kept, "submit", by)
    if kept.outcome != Outcome.PENALTY:
        raise Refused("unproposed", _("没有拟定处罚，请先拟定并告知。"), cite="行政处罚法44")
    on = timezone.localdate(at)
    telling.ready(kept, on)
    for party in telling.told(kept):
        wanted = fines.get(party.code, party.fine)
        if party.told_fine is None or (wanted or 0) > party.told_fine:
            words = {"who": party.shown, "told": party.told_fine or 0}
            says = (
                _("对%(who)s的罚款不得高于告知的 %(told)d 元：不得因陈述、申辩加重处罚，要加重的须重新告知。") % words
            )
            raise Refused("heavier", says, field=f"fine_{party.code}", cite="行政处罚法45(2)")
        party.fine = wanted
        party.save(update_fields=["fine"])
    kept.reason = said(reason, _("裁量理由"), "reason", least=4)
    lawful(kept, on)
    clocks.lapse(at, kept)
    kept.submitted_by, kept.submitted_at = by, at
    keep(kept, at, step.to)
    note(kept, "submit", by, at, fines=proposing.fines_of(kept))
    return kept


def lawful(case: Case, on: date) -> None:
    """Everything PX-1 to PX-7 ask before a penalty is decided, asked of the rulebook again. Raises Refused."""
    found = opening.allowed(case, on)
    for party in case.parties.all():
        proposing.within(found, party, party.fine)
    if "delete_footage" in case.measures and "fix_evidence" in found.owed:
        raise Refused("fix_evidence", _("删除之前须先固定证据，请先登记。"), cite="R26")
    if not case.on_spot:
        telling.ready(case, on)
        for party in telling.told(case):
            if framing.owes_hearing(case, party, case.measures, on) and not party.hearing_owed:
                says = _("对%(who)s须告知听证权，还没有告知。") % {"who": party.shown}
                raise Refused("hearing_untold", says, cite="行政处罚法63")


@transaction.atomic
def approve(by: Account, case: Case, *, seen: int | None = None, now: datetime | None = None) -> Case:
    """The decision, by the one in charge; the document of each party is issued. Raises Refused: own, blocked; Conflict.

    Who proposed, asked for or investigated it cannot decide it.
    """
    kept, at = locked(case, seen), now_or(now)
    step = require(kept, "approve", by)
    if by.pk in _involved(kept):
        says = _("拟定、提请或者调查这个案件的人不能自己决定，请由另一位负责人决定。")
        raise Refused("own", says, cite="行政处罚法62")
    on = timezone.localdate(at)
    if kept.outcome == Outcome.PENALTY:
        lawful(kept, on)
    _decide(kept, by, at, step.to, "approve")
    return kept


@transaction.atomic
def decide_on_spot(
    by: Account, case: Case, *, heard: str, seen: int | None = None, now: datetime | None = None
) -> Case:
    """Decide at once a small fine without measures (行政处罚法 51; PX-5). ``heard`` is what the party said when told.

    Raises Refused: too_much (with the limit), measures; blocked; Conflict.
    """
    kept, at = locked(case, seen), now_or(now)
    step = require(kept, "decide_on_spot", by)
    on = timezone.localdate(at)
    if any(code != "warning" for code in kept.measures):
        raise Refused("measures", _("有没收或者删除的，不能当场决定。"), cite="行政处罚法51")
    for party in kept.parties.all():
        most = framing.spot_limit(kept, party.kind, on)
        if (party.fine or 0) > most:
            words = {"who": party.shown, "most": most}
            raise Refused("too_much", _("对%(who)s当场决定的罚款最多 %(most)d 元。") % words, cite="行政处罚法51")
    words_heard = said(heard, _("当事人的陈述、申辩"), "heard", least=2)
    kept.on_spot, kept.noticed_before = True, True
    lawful(kept, on)
    _decide(kept, by, at, step.to, "decide_on_spot", words_heard)
    return kept


@transaction.atomic
def send_back(by: Account, case: Case, *, why: str, seen: int | None = None, now: datetime | None = None) -> Case:
    """The one in charge wants more: with the reason on record. Raises Refused, Conflict."""
    kept, at = locked(case, seen), now_or(now)
    step = require(kept, "send_back", by)
    kept.returned_why = said(why, _("退回的理由"), "why", longest=500, least=4)
    if kept.outcome == Outcome.NONE:
        kept.outcome, kept.ground = "", ""
    keep(kept, at, step.to)
    note(kept, "send_back", by, at, kept.returned_why)
    return kept


@transaction.atomic
def transfer(
    by: Account, case: Case, *, to: str, why: str, seen: int | None = None, now: datetime | None = None
) -> Case:
    """Hand over what is suspected to be a crime; nothing is fined here then. Raises Refused: no_crime; Conflict."""
    kept, at = locked(case, seen), now_or(now)
    step = require(kept, "transfer", by)
    found = framing.frame(kept, timezone.localdate(at)).violation
    if not found.crime:
        raise Refused("no_crime", _("条例对这种违法行为没有规定追究刑事责任。"), cite=found.passage.cite)
    kept.transferred_to = said(to, _("移送的机关"), "to", longest=200, least=2)
    reason = said(why, _("理由"), "why", longest=500, least=4)
    clocks.drop_all(kept, _("案件已移送"), at)
    keep(kept, at, step.to)
    note(kept, "transfer", by, at, f"{kept.transferred_to}：{reason}"[:500], to=kept.transferred_to)
    return kept


def _decide(case: Case, by: Account, at: datetime, state: str, action: str, text: str = "") -> None:
    case.decided_by, case.decided_at = by, at
    on = timezone.localdate(at)
    numbers = []
    found = framing.frame(case, on)
    addressed = telling.told(case) if case.outcome == Outcome.PENALTY else list(case.parties.all())
    kind = "penalty_decision" if case.outcome == Outcome.PENALTY else "no_penalty_decision"
    for party in addressed:
        context = letters.decision(case, party, found) if kind == "penalty_decision" else letters.none(case, party)
        party.decision = issue(kind, case, context, by, at)
        party.save(update_fields=["decision"])
        numbers.append(party.decision)
    clocks.meet(clocks.DECIDE, case, at)
    clocks.drop_requests(case, at)
    clocks.start(clocks.SERVE, case, on, at)
    keep(case, at, state)
    more = {"fines": proposing.fines_of(case), "outcome": str(case.outcome), "documents": numbers}
    note(case, action, by, at, text or "、".join(numbers), document=numbers[0], **more)


def _involved(case: Case) -> set[int | None]:
    some = {case.opened_by_id, case.proposed_by_id, case.submitted_by_id}
    return some | set(case.officers.values_list("pk", flat=True))
