"""What the authority does with a tip: take it, look closer, say what came of it (M16, R24(2))."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beholden.ground.documents import services as documents
from beholden.ground.people.models import Account
from beholden.ground.places import coordinates
from beholden.registry.filings.answers import Refused
from beholden.registry.tips import codes, letters, sealed, wording
from beholden.registry.tips.models import Tip, TipAction, TipMessage, TipOutcome, TipTransfer
from beholden.registry.tips.services import clocks
from beholden.registry.tips.services.writing import keep, locked, log, note, now_or, require, subject

A = TipAction


@transaction.atomic
def take(by: Account, tip: Tip, *, seen: int | None = None, now: datetime | None = None) -> Tip:
    """It is this authority's: the officer has it in hand from now on. Raises Refused, Conflict."""
    return _begin(by, tip, A.TAKE, seen, now_or(now))


@transaction.atomic
def acknowledge(by: Account, tip: Tip, *, seen: int | None = None, now: datetime | None = None) -> Tip:
    """A tip that another authority passed on is received, and is theirs. Raises Refused, Conflict."""
    at = now_or(now)
    kept = _begin(by, tip, A.ACKNOWLEDGE, seen, at)
    TipTransfer.objects.filter(tip=kept, acknowledged_at__isnull=True).update(acknowledged_at=at)
    return kept


def _begin(by: Account, tip: Tip, action: str, seen: int | None, at: datetime) -> Tip:
    kept = locked(tip, seen)
    step = require(kept, action, by)
    clocks.ours(kept, at)
    kept.handler = by
    keep(kept, at, step)
    note(kept, action, by, at, log_index=log(kept, action, by, at))
    return kept


@transaction.atomic
def take_over(by: Account, tip: Tip, *, why: str, seen: int | None = None, now: datetime | None = None) -> Tip:
    """A colleague has it in hand from now on; the reason stays. Raises Refused, Conflict."""
    kept = locked(tip, seen)
    step = require(kept, A.TAKE_OVER, by)
    reason = _reason(why)
    at = now_or(now)
    kept.handler = by
    keep(kept, at, step)
    note(kept, A.TAKE_OVER, by, at, reason, log_index=log(kept, A.TAKE_OVER, by, at, why=reason))
    return kept


@transaction.atomic
def locate(
    by: Account, tip: Tip, *, lon: float, lat: float, seen: int | None = None, now: datetime | None = None
) -> Tip:
    """Say where it is, in degrees of WGS-84. Raises Refused, Conflict."""
    kept = locked(tip, seen)
    step = require(kept, A.LOCATE, by)
    try:
        coordinates.check(lon, lat)
    except coordinates.NoPosition as error:
        raise Refused("off_earth", _("经纬度不正确，例如 118.1802、39.6301"), field="lon") from error
    at = now_or(now)
    kept.lon, kept.lat = lon, lat
    keep(kept, at, step)
    note(kept, A.LOCATE, by, at, f"{lon:.6f}, {lat:.6f}")
    return kept


@transaction.atomic
def ask(by: Account, tip: Tip, *, words: str, seen: int | None = None, now: datetime | None = None) -> TipMessage:
    """Ask the reporter, who reads it with the receipt code. Raises Refused, Conflict."""
    kept = locked(tip, seen)
    step = require(kept, A.ASK, by)
    said = wording.kept(words, _("内容"), wording.LONGEST_WORDS, field="words", least=2, lines=True)
    at = now_or(now)
    keep(kept, at, step)
    note(kept, A.ASK, by, at)
    shut = sealed.shut("tip", kept.code, "message", said)
    return TipMessage.objects.create(tip=kept, at=at, by=by, words=shut, receipt=codes.digest(codes.form_token()))


@transaction.atomic
def reveal(by: Account, tip: Tip, *, why: str, now: datetime | None = None) -> str:
    """The reporter's contact, for the handler alone and for a reason that stands in the log (程序规定63).

    "" when none was given. Raises Refused.
    """
    kept = locked(tip, None)
    require(kept, A.REVEAL, by)
    reason = _reason(why)
    if not kept.contact:
        raise Refused("no_contact", _("举报人没有留下联系方式，可以在“向举报人询问”里留言。"))
    at = now_or(now)
    note(kept, A.REVEAL, by, at, reason, log_index=log(kept, A.REVEAL, by, at, why=reason))
    return str(sealed.opened("tip", kept.code, "contact", kept.contact) or "")


@transaction.atomic
def answer(
    by: Account, tip: Tip, *, outcome: str, words: str, seen: int | None = None, now: datetime | None = None
) -> Tip:
    """Tell the reporter what came of it, in writing. Raises Refused, Conflict."""
    if outcome not in (TipOutcome.FOUND, TipOutcome.LAWFUL, TipOutcome.NOT_FOUND):
        raise Refused("no_choice", _("请选择处理结果"), field="outcome")
    return _end(by, tip, A.ANSWER, outcome, words, seen, now_or(now))


@transaction.atomic
def route(by: Account, tip: Tip, *, words: str, seen: int | None = None, now: datetime | None = None) -> Tip:
    """It is no tip of R24(2): tell the reporter whose it is. Raises Refused, Conflict."""
    return _end(by, tip, A.ROUTE, TipOutcome.ELSEWHERE, words, seen, now_or(now))


def _end(by: Account, tip: Tip, action: str, outcome: str, words: str, seen: int | None, at: datetime) -> Tip:
    kept = locked(tip, seen)
    step = require(kept, action, by)
    said = wording.kept(words, _("答复"), 1_500, field="words", least=4, lines=True)
    clocks.ours(kept, at)
    kept.outcome, kept.answered_at = outcome, at
    kept.answer = sealed.shut("tip", kept.code, "answer", said)
    context: dict[str, Any] = letters.outcome(kept, said)
    kept.document = documents.issue("tip_outcome", subject(kept), context, by, authority=kept.authority, now=at).number
    keep(kept, at, step)
    index = log(kept, action, by, at, outcome=outcome, document=kept.document)
    note(kept, action, by, at, document=kept.document, log_index=index)
    return kept


def _reason(why: str) -> str:
    return wording.kept(why, _("理由"), wording.LONGEST_REASON, field="why", least=4)
