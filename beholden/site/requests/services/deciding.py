"""Checking who asks, asking for more, agreeing, refusing with reasons, withdrawing (R20, R21, PIPL 50)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.site.dossiers import fields
from beholden.site.dossiers.refusals import Refused
from beholden.site.requests import letters, permissions, sealed
from beholden.site.requests.models import FootageRequest, RefusalReason, RequestKind
from beholden.site.requests.services.filing import scope
from beholden.site.requests.services.writing import (
    hold,
    keep,
    locked,
    note,
    now_or,
    paper,
    require,
    stop_clock,
)

Given = Mapping[str, Any]


@transaction.atomic
def ask_more(
    by: Account, request: FootageRequest, given: Given, *, seen: int | None, now: datetime | None = None
) -> FootageRequest:
    """Back to the desk: something lacks, or it is wider than necessary. Raises Refused, Conflict."""
    kept = locked(request, seen)
    step = require(kept, "ask_more", by)
    words = said(given)
    at = now_or(now)
    keep(kept, step, by, at)
    note(kept, "ask_more", by, at, words)
    return kept


@transaction.atomic
def resubmit(
    by: Account, request: FootageRequest, given: Given, *, seen: int | None, now: datetime | None = None
) -> FootageRequest:
    """Narrowed or supplemented. Raises Refused, Conflict."""
    kept = locked(request, seen)
    step = require(kept, "resubmit", by)
    at = now_or(now)
    scope(kept, given, at)
    kept.need = (
        fields.text(given.get("need"), _("为什么需要这些设备和时间"), 500, field="need", lines=True) or kept.need
    )
    keep(kept, step, by, at)
    hold(kept, by, at)
    note(kept, "resubmit", by, at, kept.need)
    return kept


@transaction.atomic
def check(
    by: Account, request: FootageRequest, given: Given, *, seen: int | None, now: datetime | None = None
) -> FootageRequest:
    """Identity and relation were seen, and which footage is related. Raises Refused, Conflict."""
    kept = locked(request, seen)
    step = require(kept, "check", by)
    at = now_or(now)
    words = said(given)
    number = fields.text(given.get("id_number"), _("证件号码"), 32, field="id_number")
    private = sealed.opened(kept)
    if number:
        private["id_number"] = number
    if not private.get("id_number"):
        raise Refused("empty", _("请填写%(label)s") % {"label": _("证件号码")}, field="id_number", cite="R21")
    scope(kept, given, at)
    kept.private = sealed.shut(kept.code, private)
    kept.checked_by, kept.checked = by, words[:300]
    keep(kept, step, by, at)
    hold(kept, by, at)
    note(kept, "check", by, at, words)
    return kept


@transaction.atomic
def approve(
    by: Account, request: FootageRequest, given: Given, *, seen: int | None, now: datetime | None = None
) -> FootageRequest:
    """The second person agrees. Raises Refused (also: one's own), Conflict."""
    kept = locked(request, seen)
    step = require(kept, "approve", by)
    at = now_or(now)
    words = said(given)
    kept.decided_by, kept.decided_at = by, at
    stop_clock(kept, at)
    keep(kept, step, by, at)
    if kept.kind == RequestKind.PUBLICATION:
        hold(kept, by, at)
    note(kept, "approve", by, at, words)
    return kept


@transaction.atomic
def refuse(
    by: Account, request: FootageRequest, given: Given, *, seen: int | None, now: datetime | None = None
) -> FootageRequest:
    """Not agreed to, with reasons and where to complain, as a numbered notice. Raises Refused, Conflict."""
    kept = locked(request, seen)
    step = require(kept, "refuse", by)
    at = now_or(now)
    if given.get("reason") not in RefusalReason.values:
        raise Refused("no_choice", _("请选择不予同意的理由"), field="reason", cite=step.cite)
    kept.reason, kept.reason_words = str(given["reason"]), said(given)
    kept.decided_by, kept.decided_at = by, at
    stop_clock(kept, at)
    keep(kept, step, by, at)
    document = paper(kept, "request_refusal", letters.refusal(kept), by, at)
    note(kept, "refuse", by, at, kept.reason_words, document=document, reason=kept.reason)
    return kept


@transaction.atomic
def withdraw(
    by: Account | None, request: FootageRequest, given: Given, *, seen: int | None, now: datetime | None = None
) -> FootageRequest:
    """No longer asked for; ``by`` None: the resident, with the receipt code. Raises Refused, Conflict."""
    kept = locked(request, seen)
    step = require(kept, "withdraw" if by else "withdraw_mine", by)
    at = now_or(now)
    words = said(given) if by else _("申请人撤回")
    stop_clock(kept, at, _("申请已撤回"))
    keep(kept, step, by, at)
    note(kept, "withdraw", by, at, words)
    return kept


@transaction.atomic
def reveal(by: Account, request: FootageRequest, why: str, *, now: datetime | None = None) -> dict[str, str]:
    """Who asks, in clear, for a reason that stands in the log. Raises Refused."""

    if not permissions.of_unit(by, request):
        raise Refused("not_yours", _("您的岗位不查看申请人的个人信息。"))
    reason = fields.text(why, _("理由"), 200, field="why")
    if len(reason) < 2:
        raise Refused("empty", _("请写明查看的理由"), field="why")
    note(request, "reveal", by, now_or(now), reason)
    return sealed.opened(request)


def said(given: Given, name: str = "says") -> str:
    """The sentence an act needs. Raises Refused."""
    words = fields.text(given.get(name), _("说明"), 500, field=name, lines=True)
    if len(words) < 2:
        raise Refused("empty", _("请写明理由或者情况"), field=name)
    return words
