"""Telling before deciding: prior notice, right to a hearing, defence and its answer (行政处罚法 44, 45, 62)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused
from beholden.registry.penalties import framing, letters, permissions
from beholden.registry.penalties.models import Case, Party, Statement
from beholden.registry.penalties.services import clocks, opening, proposing
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

_MOST = 20  # statements of one party


@transaction.atomic
def give_notice(
    by: Account,
    case: Case,
    *,
    defence_until: date | None,
    seen: int | None = None,
    now: datetime | None = None,
) -> Case:
    """Tell each party today what is proposed, why, and its rights; a hearing where it is owed, with its clock.

    ``defence_until`` is the last day for the defence, set by the officer: the texts stored name no number.
    Raises Refused: blocked, too_early; Conflict.
    """
    kept, at = locked(case, seen), now_or(now)
    step = require(kept, "give_notice", by)
    on = timezone.localdate(at)
    found = opening.allowed(kept, on)
    if defence_until is None or defence_until <= on:
        raise Refused("too_early", _("陈述申辩的截止日期应当晚于今天"), field="defence_until", cite="行政处罚法45(1)")
    kept.noticed_on, kept.defence_until, kept.noticed_before = on, defence_until, True
    numbers = []
    for party in told(kept):
        proposing.within(found, party, party.fine)
        party.told_fine = party.fine
        party.hearing_owed = framing.owes_hearing(kept, party, kept.measures, on)
        if party.hearing_owed:
            party.hearing_until = clocks.start_for(clocks.ASK_HEARING, party, on, at)
            numbers.append(issue("hearing_notice", kept, letters.hearing_notice(kept, party), by, at))
        party.save()
        numbers.append(issue("penalty_notice", kept, letters.prior_notice(kept, party, found), by, at))
    keep(kept, at, step.to)
    told_fines = proposing.fines_of(kept)
    note(kept, "give_notice", by, at, "、".join(numbers), document=numbers[-1], fines=told_fines, documents=numbers)
    return kept


def told(case: Case) -> list[Party]:
    """The parties something is proposed for."""
    return [party for party in case.parties.all() if party.fine is not None]


@transaction.atomic
def defend(
    by: Account, case: Case, *, party: str, text: str, seen: int | None = None, now: datetime | None = None
) -> Statement:
    """A party's defence: written online by the manager, or taken down by an officer. Raises Refused, Conflict."""
    kept, at = locked(case, seen), now_or(now)
    require(kept, "defend", by)
    who = party_of(kept, party)
    online = permissions.speaks_for(by, kept)
    if online and who.person:
        raise Refused("not_yours", _("单位只能为本单位陈述、申辩；责任人员由本人提出。"), field="party")
    if kept.statements.filter(party=who).count() >= _MOST:
        raise Refused("too_many", _("陈述、申辩的次数太多，请当面向办案民警说明。"), field="text")
    words = said(text, _("陈述、申辩"), "text", least=2)
    document = issue("defence_record", kept, letters.defence(kept, who, words, by, at, online=online), by, at)
    made = Statement.objects.create(case=kept, party=who, at=at, by=by, online=online, text=words, document=document)
    keep(kept, at)
    note(kept, "defend", by, at, who.shown, document=document, party=who.code)
    return made


@transaction.atomic
def answer_defence(
    by: Account,
    case: Case,
    *,
    statement: int,
    adopted: bool,
    answer: str,
    seen: int | None = None,
    now: datetime | None = None,
) -> Statement:
    """The authority has looked at a defence again, and says what it found. Raises Refused, Conflict."""
    kept, at = locked(case, seen), now_or(now)
    require(kept, "answer_defence", by)
    found = kept.statements.filter(pk=statement, adopted__isnull=True).first()
    if found is None:
        raise Refused("gone", _("这份陈述、申辩不在这里，或者已经复核。"), field="statement")
    found.adopted, found.answered_by = adopted, by
    found.answer = said(answer, _("复核意见"), "answer", least=4)
    found.save()
    keep(kept, at)
    note(kept, "answer_defence", by, at, found.answer, adopted=str(adopted).lower())
    return found


@transaction.atomic
def give_up(
    by: Account, case: Case, *, party: str, proof: str, seen: int | None = None, now: datetime | None = None
) -> Party:
    """A party gives up defence and hearing, with proof on record (signature, recording). Raises Refused, Conflict."""
    kept, at = locked(case, seen), now_or(now)
    require(kept, "give_up", by)
    who = party_of(kept, party)
    words = said(proof, _("凭据"), "proof", longest=300, least=4)
    who.waived_at = at
    who.save(update_fields=["waived_at"])
    clocks.meet_for(clocks.ASK_HEARING, who, at)
    keep(kept, at)
    note(kept, "give_up", by, at, f"{who.shown}：{words}", party=who.code)
    return who


def ready(case: Case, on: date) -> None:
    """Raises Refused while a party may still speak, ask for a hearing, or waits for an answer (行政处罚法 62)."""
    if case.noticed_on is None:
        raise Refused("untold", _("还没有进行处罚前告知，不能提请决定。"), cite="行政处罚法62")
    if case.statements.filter(adopted__isnull=True).exists():
        raise Refused("unanswered", _("还有陈述、申辩没有复核。"), cite="行政处罚法45(1)")
    spoke = set(case.statements.values_list("party_id", flat=True))
    held = set(case.hearings.filter(held_at__isnull=False).values_list("party_id", flat=True))
    for party in told(case):
        if party.waived_at is not None or party.pk in held:
            continue
        if party.hearing_owed and party.hearing_until is not None and on <= party.hearing_until:
            words = {"who": party.shown, "day": party.hearing_until.isoformat()}
            raise Refused(
                "hearing_open", _("%(who)s要求听证的期限到 %(day)s 才满。") % words, cite="行政处罚法64(1)(1)"
            )
        if party.pk not in spoke and case.defence_until is not None and on <= case.defence_until:
            words = {"who": party.shown, "day": case.defence_until.isoformat()}
            raise Refused("defence_open", _("%(who)s陈述、申辩的期限到 %(day)s 才满。") % words, cite="行政处罚法44")
