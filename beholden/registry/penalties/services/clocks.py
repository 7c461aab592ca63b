"""The clocks of a case: to decide, to serve; for each party: to ask for a hearing, to pay, to ask for review."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.ground.deadlines import services as deadlines
from beholden.ground.deadlines.models import Deadline
from beholden.ground.people.models import Organisation
from beholden.registry.penalties.models import Case, Party
from beholden.registry.penalties.services.writing import PARTY_SUBJECT, SUBJECT

DECIDE: Final = "penalty.decision.term"
SERVE: Final = "penalty.service.term"
ASK_HEARING: Final = "hearing.request.term"
HEARING_NOTICE: Final = "hearing.notice.term"
PAY: Final = "penalty.payment.term"
RECONSIDER: Final = "reconsideration.term"


def start(rule: str, case: Case, on: date, at: datetime) -> date:
    """A clock of the authority; its last day."""
    place = case.division[:6]
    return deadlines.start(rule, (SUBJECT, case.code), on, place, {}, case.authority, now=at).due


def meet(rule: str, case: Case, at: datetime) -> None:
    """What the authority owed is done."""
    deadlines.meet(rule, (SUBJECT, case.code), now=at)


def start_for(rule: str, party: Party, on: date, at: datetime) -> date:
    """A clock of a party; its last day. An earlier one from another day gives way: the notice was given anew."""
    subject = (PARTY_SUBJECT, party.code)
    deadlines.drop(rule, subject, _("重新告知，重新计算"), now=at)
    return deadlines.start(rule, subject, on, party.case.division[:6], {}, _owner(party), now=at).due


def meet_for(rule: str, party: Party, at: datetime) -> None:
    """What the party could do is done."""
    deadlines.meet(rule, (PARTY_SUBJECT, party.code), now=at)


def drop_requests(case: Case, at: datetime) -> None:
    """No hearing can be asked for any more: it is decided."""
    for party in case.parties.all():
        deadlines.drop(ASK_HEARING, (PARTY_SUBJECT, party.code), _("已作出决定"), now=at)


def drop_all(case: Case, why: str, at: datetime) -> None:
    """Nothing of this is owed any more."""
    for rule in (DECIDE, SERVE):
        deadlines.drop(rule, (SUBJECT, case.code), why, now=at)
    for party in case.parties.all():
        for rule in (ASK_HEARING, PAY, RECONSIDER):
            deadlines.drop(rule, (PARTY_SUBJECT, party.code), why, now=at)


def lapse(at: datetime, case: Case | None = None) -> int:
    """End the clocks of rights nobody used in their term, in one case or in all; how many.

    A right that lapsed is no duty that is overdue: to ask for a hearing, to ask for reconsideration.
    """
    why = {ASK_HEARING: _("期满没有要求听证"), RECONSIDER: _("期满没有申请行政复议")}
    over = Deadline.objects.filter(
        subject_kind=PARTY_SUBJECT, rule__in=why, ended_at__isnull=True, due__lt=timezone.localdate(at)
    )
    if case is not None:
        over = over.filter(subject_code__in=case.parties.values("code"))
    found = list(over.values_list("rule", "subject_code"))
    return sum(deadlines.drop(rule, (PARTY_SUBJECT, code), why[rule], now=at) is not None for rule, code in found)


def earliest_hearing(case: Case, on: date) -> date:
    """The first day a hearing may be on when it is announced on ``on`` (行政处罚法 64(1)(2), 85)."""
    return rulebook.opened(settings.LAW).due(HEARING_NOTICE, on, case.division[:6]).due.due


def _owner(party: Party) -> Organisation:
    return party.case.unit if party.case.unit is not None and not party.person else party.case.authority
