"""What follows consent: handover against a receipt, return or destruction, viewing, publication (R20 to R22)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.site.dossiers import fields
from beholden.site.dossiers.refusals import Refused
from beholden.site.requests import copies, letters
from beholden.site.requests.models import FootageRequest, RequestKind
from beholden.site.requests.services.deciding import Given, said
from beholden.site.requests.services.writing import keep, locked, note, now_or, paper, require

FARTHEST: Final = timedelta(days=366)  # of an agreed day: a slip of typing is found; no text fixes a term
_HEX: Final = re.compile(r"[0-9a-f]{64}")


@transaction.atomic
def hand_over(
    by: Account, request: FootageRequest, given: Given, *, seen: int | None, now: datetime | None = None
) -> FootageRequest:
    """A copy goes to the organ against a numbered receipt; from now on it is owed back. Raises Refused, Conflict."""
    kept = locked(request, seen)
    step = require(kept, "hand_over", by)
    at = now_or(now)
    party = said(given, "party")
    kept.medium = fields.text(given.get("medium"), _("载体"), 200, field="medium")
    if not kept.medium:
        raise Refused("empty", _("请填写%(label)s") % {"label": _("载体")}, field="medium")
    kept.sha256 = "".join(str(given.get("sha256") or "").split()).lower()[:80]
    if not _HEX.fullmatch(kept.sha256):
        says = _("SHA-256 应为 64 位十六进制字符：交接的是哪个文件，要能核对")
        raise Refused("no_hash", says, field="sha256", cite="R20")
    kept.back_by = _ahead(given, at)
    kept.handed_at = at
    keep(kept, step, by, at)
    document = paper(kept, "handover_receipt", letters.handover(kept, by, party), by, at)
    note(kept, "hand_over", by, at, str(kept.back_by), document=document, sha256=kept.sha256)
    return kept


@transaction.atomic
def extend(
    by: Account, request: FootageRequest, given: Given, *, seen: int | None, now: datetime | None = None
) -> FootageRequest:
    """A later day for return or destruction, with the reason. Raises Refused, Conflict."""
    kept = locked(request, seen)
    step = require(kept, "extend", by)
    at = now_or(now)
    later, before = _ahead(given, at), kept.back_by
    if before is not None and later <= before:
        raise Refused("ends_first", _("新的日期应当晚于原来的日期"), field="back_by")
    words = said(given)
    kept.back_by = later
    keep(kept, step, by, at)
    note(kept, "extend", by, at, f"{before} → {later} {words}")
    return kept


@transaction.atomic
def give_back(
    by: Account, request: FootageRequest, action: str, given: Given, *, seen: int | None, now: datetime | None = None
) -> FootageRequest:
    """``returned`` or ``destroyed``: the copy is no longer out there. Raises Refused, Conflict."""
    kept = locked(request, seen)
    step = require(kept, action, by)
    at = now_or(now)
    day = fields.day(given.get("on"), _("日期"), "on")
    if day is None:
        raise Refused("empty", _("请填写%(label)s") % {"label": _("日期")}, field="on")
    if kept.handed_at is None or not timezone.localdate(kept.handed_at) <= day <= timezone.localdate(at):
        raise Refused("ahead", _("日期应当在交接之后、今天之前"), field="on")
    words = said(given)
    keep(kept, step, by, at)
    note(kept, action, by, at, f"{day} {words}")
    return kept


@transaction.atomic
def seen_it(
    by: Account, request: FootageRequest, given: Given, *, seen: int | None, now: datetime | None = None
) -> FootageRequest:
    """It was looked at: the viewing record. An individual sees a reviewed redacted copy. Raises Refused, Conflict."""
    kept = locked(request, seen)
    step = require(kept, "seen", by)
    at = now_or(now)
    words = said(given)
    if kept.kind == RequestKind.INDIVIDUAL:
        kept.redacted_copy = copies.reviewed(kept)
    keep(kept, step, by, at)
    document = paper(kept, "viewing_record", letters.viewing(kept, by, words), by, at)
    note(kept, "seen", by, at, words, document=document)
    return kept


@transaction.atomic
def publish(
    by: Account, request: FootageRequest, given: Given, *, seen: int | None, now: datetime | None = None
) -> FootageRequest:
    """The reviewed redacted copy goes out; ``says`` tells where. Raises Refused, Conflict."""
    kept = locked(request, seen)
    step = require(kept, "publish", by)
    at = now_or(now)
    words = said(given)
    kept.redacted_copy = copies.publish(by, kept, words, at)
    keep(kept, step, by, at)
    blank, altered = copies.blank(kept), copies.altered(kept)
    note(kept, "publish", by, at, words, redacted_copy=kept.redacted_copy, blank=blank, altered=altered)
    return kept


def _ahead(given: Given, at: datetime) -> date:
    day = fields.day(given.get("back_by"), _("约定返还或者销毁的日期"), "back_by")
    today = timezone.localdate(at)
    if day is None:
        raise Refused("empty", _("请填写%(label)s") % {"label": _("约定返还或者销毁的日期")}, field="back_by")
    if not today < day <= today + FARTHEST:
        raise Refused("not_a_day", _("约定的日期应当在明天以后、一年以内"), field="back_by", cite="R20")
    return day
