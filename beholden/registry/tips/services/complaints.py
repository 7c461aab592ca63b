"""Complaints about police and officials: taken in for a desk outside them, examined, answered (R25(2), R32)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.ground.people.models import Account, Organisation
from beholden.ground.places import queries as places
from beholden.registry.filings.answers import Refused
from beholden.registry.tips import codes, desks, permissions, sealed, wording
from beholden.registry.tips.models import (
    Complaint,
    ComplaintAction,
    ComplaintMessage,
    ComplaintOutcome,
    ComplaintSubject,
)
from beholden.registry.tips.services.writing import keep, locked, note_complaint, now_or, require

KIND = "complaint"
C = ComplaintAction


@dataclass(frozen=True, slots=True)
class ComplaintFields:
    """What a person complains about; ``about`` None: no authority here, then ``division`` says where."""

    token: str
    subject: str
    words: str
    who: str = ""
    contact: str = ""
    about: Organisation | None = None
    division: str = ""


def complain(given: ComplaintFields, *, now: datetime | None = None) -> tuple[Complaint, str]:
    """Take in a complaint; (the complaint, its receipt code). The same form again gives the same one.

    Raises Refused: no_choice, empty, too_long, no_division, no_desk, log_unavailable.
    """
    at = now_or(now)
    receipt = codes.receipt(KIND, given.token)
    known = Complaint.objects.filter(receipt=codes.digest(receipt)).first()
    if known is not None:
        return known, receipt
    try:
        with transaction.atomic():
            return _made(given, receipt, at), receipt
    except IntegrityError:
        known = Complaint.objects.filter(receipt=codes.digest(receipt)).first()
        if known is None:
            raise
        return known, receipt


def _made(given: ComplaintFields, receipt: str, at: datetime) -> Complaint:
    if given.subject not in ComplaintSubject.values:
        raise Refused("no_choice", _("请选择检举、控告的是哪一种情况"), field="subject", cite="R25(2)")
    said = {
        "words": wording.kept(given.words, _("情况"), wording.LONGEST_WORDS, field="words", least=4, lines=True),
        "who": wording.kept(given.who, _("被检举、控告的人或者机关"), wording.LONGEST_CONTACT, field="who"),
        "contact": wording.kept(given.contact, _("联系方式"), wording.LONGEST_CONTACT, field="contact"),
    }
    division = given.about.division if given.about else given.division
    if given.about is None:
        try:
            places.division(division, timezone.localdate(at))
        except rulebook.LawError as error:
            raise Refused("no_division", _("没有找到这个县（市、区），请重新填写"), field="county") from error
    code = codes.complaint_code()
    made = Complaint.objects.create(
        code=code,
        receipt=codes.digest(receipt),
        subject=given.subject,
        about=given.about,
        desk=desks.for_complaint(given.about, division),
        division=division,
        text=sealed.shut(KIND, code, "text", said),
        received_at=at,
        changed_at=at,
    )
    note_complaint(made, C.RECEIVE, None, at)
    return made


@transaction.atomic
def accept(by: Account, one: Complaint, *, seen: int | None = None, now: datetime | None = None) -> Complaint:
    """The desk has it in hand. Raises Refused, Conflict."""
    return _step(by, one, C.ACCEPT, seen, now_or(now))


@transaction.atomic
def examine(by: Account, one: Complaint, *, seen: int | None = None, now: datetime | None = None) -> Complaint:
    """The examination begins. Raises Refused, Conflict."""
    return _step(by, one, C.EXAMINE, seen, now_or(now))


def _step(by: Account, one: Complaint, action: str, seen: int | None, at: datetime) -> Complaint:
    kept = locked(one, seen)
    step = require(kept, action, by)
    kept.handler = by
    keep(kept, at, step)
    note_complaint(kept, action, by, at)
    return kept


@transaction.atomic
def route_complaint(
    by: Account, one: Complaint, *, to: Organisation, why: str, seen: int | None = None, now: datetime | None = None
) -> Complaint:
    """Hand it to another desk, never to whom it is about nor beneath them. Raises Refused, Conflict."""
    kept = locked(one, seen)
    step = require(kept, C.ROUTE, by)
    reason = wording.kept(why, _("理由"), wording.LONGEST_REASON, field="why", least=4)
    if to.pk == kept.desk_id or not permissions.apart(to, kept.about) or to not in desks.desks():
        says = _("请选择另一个设有督察、纪检人员的机关；被检举、控告的机关及其下级不能办理")
        raise Refused("no_choice", says, field="to", cite="R32(1)")
    at = now_or(now)
    kept.desk, kept.handler = to, None
    keep(kept, at, step)
    note_complaint(kept, C.ROUTE, by, at, f"{to.name}：{reason}")
    return kept


@transaction.atomic
def ask_complainant(
    by: Account, one: Complaint, *, words: str, seen: int | None = None, now: datetime | None = None
) -> ComplaintMessage:
    """Ask who wrote it, who reads it with the receipt code. Raises Refused, Conflict."""
    kept = locked(one, seen)
    step = require(kept, C.ASK, by)
    said = wording.kept(words, _("内容"), wording.LONGEST_WORDS, field="words", least=2, lines=True)
    at = now_or(now)
    keep(kept, at, step)
    note_complaint(kept, C.ASK, by, at)
    shut = sealed.shut(KIND, kept.code, "message", said)
    receipt = codes.digest(codes.form_token())
    return ComplaintMessage.objects.create(complaint=kept, at=at, by=by, words=shut, receipt=receipt)


@transaction.atomic
def answer_complaint(
    by: Account, one: Complaint, *, outcome: str, words: str, seen: int | None = None, now: datetime | None = None
) -> Complaint:
    """Tell who wrote it what the examination came to. Raises Refused, Conflict."""
    kept = locked(one, seen)
    step = require(kept, C.ANSWER, by)
    if outcome not in ComplaintOutcome.values:
        raise Refused("no_choice", _("请选择调查结论"), field="outcome")
    said = wording.kept(words, _("答复"), 1_500, field="words", least=4, lines=True)
    at = now_or(now)
    kept.outcome, kept.answered_at = outcome, at
    kept.answer = sealed.shut(KIND, kept.code, "answer", said)
    keep(kept, at, step)
    note_complaint(kept, C.ANSWER, by, at)
    return kept
