"""Hearings: asked for in time, announced ahead, chaired by one who did not investigate (行政处罚法 63, 64)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused
from beholden.registry.penalties import letters, permissions
from beholden.registry.penalties.models import Case, Hearing
from beholden.registry.penalties.services import clocks
from beholden.registry.penalties.services.writing import (
    issue,
    keep,
    locked,
    note,
    now_or,
    party_of,
    require,
    said,
)


@transaction.atomic
def ask(
    by: Account, case: Case, *, party: str, why: str = "", seen: int | None = None, now: datetime | None = None
) -> Hearing:
    """A party wants a hearing. Raises Refused: not_owed, late (with the day), not_yours; Conflict."""
    kept, at = locked(case, seen), now_or(now)
    step = require(kept, "ask_hearing", by)
    who, on = party_of(kept, party), timezone.localdate(at)
    if permissions.speaks_for(by, kept) and who.person:
        raise Refused("not_yours", _("单位只能为本单位要求听证；责任人员由本人提出。"), field="party")
    if not who.hearing_owed or who.hearing_until is None:
        raise Refused("not_owed", _("拟作出的处罚没有达到听证的范围，可以陈述、申辩。"), cite="行政处罚法63")
    if on > who.hearing_until:
        says = _("要求听证的期限已于 %(day)s 届满。") % {"day": who.hearing_until.isoformat()}
        raise Refused("late", says, cite="行政处罚法64(1)(1)")
    made = Hearing.objects.create(
        case=kept, party=who, asked_on=on, by=by, why=said(why, _("理由"), "why", longest=500, least=0)
    )
    clocks.meet_for(clocks.ASK_HEARING, who, at)
    keep(kept, at, step.to)
    note(kept, "ask_hearing", by, at, who.shown, party=who.code)
    return made


@transaction.atomic
def withdraw(by: Account, case: Case, *, why: str, seen: int | None = None, now: datetime | None = None) -> Case:
    """The party no longer wants it; what was told stands, and the case goes on from there. Raises Refused, Conflict."""
    kept, at = locked(case, seen), now_or(now)
    step = require(kept, "withdraw_hearing", by)
    hearing = open_one(kept)
    words = said(why, _("理由"), "why", longest=500, least=2)
    if permissions.speaks_for(by, kept) and hearing.party.person:
        raise Refused("not_yours", _("单位只能撤回本单位的听证要求。"))
    hearing.withdrawn_at = at
    hearing.save()
    keep(kept, at, step.to)
    note(kept, "withdraw_hearing", by, at, words)
    return kept


@transaction.atomic
def call(
    by: Account,
    case: Case,
    *,
    on: datetime | None,
    place: str,
    chair: str,
    public: bool = True,
    seen: int | None = None,
    now: datetime | None = None,
) -> Hearing:
    """Announce the hearing. Raises Refused: too_early (with the first day possible), chair (investigated); Conflict."""
    kept, at = locked(case, seen), now_or(now)
    step = require(kept, "call_hearing", by)
    first = clocks.earliest_hearing(kept, timezone.localdate(at))
    if on is None or timezone.localdate(on) < first:
        says = _("听证须提前通知，最早可以在 %(day)s 举行。") % {"day": first.isoformat()}
        raise Refused("too_early", says, field="on", cite="行政处罚法64(1)(2)")
    hearing = open_one(kept)
    hearing.chair = _chair(kept, chair)
    hearing.on, hearing.place, hearing.open = on, said(place, _("听证地点"), "place", longest=200, least=2), public
    hearing.called_at = at
    document = issue("hearing_summons", kept, letters.summons(kept, hearing), by, at)
    hearing.save()
    keep(kept, at, step.to)
    note(kept, "call_hearing", by, at, hearing.place, document=document, chair=hearing.chair.username)
    return hearing


@transaction.atomic
def hold(
    by: Account,
    case: Case,
    *,
    present: str,
    record: str,
    opinion: str,
    seen: int | None = None,
    now: datetime | None = None,
) -> Hearing:
    """The chair's record of the hearing and its opinion. Raises Refused: not_chair, too_early; Conflict."""
    kept, at = locked(case, seen), now_or(now)
    step = require(kept, "hold_hearing", by)
    hearing = open_one(kept)
    if hearing.chair_id != by.pk:
        raise Refused("not_chair", _("听证笔录由听证主持人制作。"), cite="行政处罚法64")
    if hearing.on is None or at < hearing.on:
        raise Refused("too_early", _("听证还没有举行。"))
    hearing.present = said(present, _("到场人员"), "present", least=2)
    hearing.record = said(record, _("听证记录"), "record", least=4)
    hearing.opinion = said(opinion, _("听证意见"), "opinion", least=4)
    hearing.held_at = at
    hearing.document = issue("hearing_record", kept, letters.hearing_record(kept, hearing), by, at)
    hearing.save()
    keep(kept, at, step.to)
    note(kept, "hold_hearing", by, at, document=hearing.document)
    return hearing


def open_one(case: Case) -> Hearing:
    """The hearing that was asked for and not held yet. Raises Refused."""
    found = case.hearings.filter(held_at__isnull=True, withdrawn_at__isnull=True).select_related("party").first()
    if found is None:
        raise Refused("gone", _("没有待举行的听证。"))
    return found


def possible_chairs(case: Case) -> list[Account]:
    """Who may chair: people of this authority who handle cases and did not investigate this one."""
    busy = {case.opened_by_id, case.proposed_by_id, *case.officers.values_list("pk", flat=True)}
    some = Account.objects.filter(organisation=case.authority_id, is_active=True, role__in=permissions.HANDLING)
    return [one for one in some.order_by("name", "pk")[:200] if one.pk not in busy]


def _chair(case: Case, code: str) -> Account:
    for one in possible_chairs(case):
        if one.code == code:
            return one
    says = _("听证由本机关非本案调查人员主持，请另选主持人。")
    raise Refused("chair", says, field="chair", cite="行政处罚法64")
