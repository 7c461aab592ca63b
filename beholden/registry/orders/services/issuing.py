"""An order is given: numbered, drawn, logged. Deletion is ordered only after evidence was fixed (R26, M14)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.ground.documents import services as documents
from beholden.ground.people.models import Account
from beholden.registry.orders import lawful, letters, visits
from beholden.registry.orders.models import Kind, Order
from beholden.registry.orders.services import clocks, writing
from beholden.registry.orders.services.writing import Refused, keep, locked, log, note, now_or, require, subject


@transaction.atomic
def issue(by: Account, order: Order, *, seen: int | None = None, now: datetime | None = None) -> Order:
    """Give the order: its document is numbered, the clocks to serve and, when immediate, to re-inspect begin.

    Raises Refused: empty (no words, no term), evidence_first, no_order (the law changed since), Conflict.
    """
    kept = locked(order, seen)
    step = require(kept, "issue", by)
    at = now_or(now)
    on = timezone.localdate(at)
    _worded(kept)
    if kept.delete_footage and not kept.fixed:
        says = _("责令删除视频图像信息之前，应当先固定证据：上传证据或者填写哈希清单")
        raise Refused("evidence_first", says, field="hashes", cite="R26")
    try:
        offers = lawful.offers_of(kept, on)
        wrong = next((one for one in offers if kept.kind not in one.kinds), None)
        if wrong:
            raise Refused("no_order", f"{wrong.title}：{wrong.why}", cite=wrong.cite)
        kept.issued_at, kept.issued_on, kept.issued_by = at, on, by
        kept.due = clocks.to_serve(kept, at)
        if kept.kind == Kind.IMMEDIATE:
            clocks.to_reinspect(kept, on, at)
    except rulebook.LawError as error:
        raise writing.lawful(error) from error
    kind = letters.KIND_OF_ORDER[kept.kind]
    context = letters.order(kept, offers)
    made = documents.issue(kind, subject(kept), context, by, authority=kept.authority, now=at)
    kept.number, kept.rulebook = made.number, lawful.book().sha256
    keep(kept, at, state=step.to)
    index = log(kept, "issue", by, at, items=kept.items, term_days=kept.term_days, document=made.number)
    note(kept, "issue", by, at, document=made.number, log_index=index)
    return kept


def _worded(order: Order) -> None:
    if len(order.text) < 4:
        raise Refused("empty", _("请写明改正要求"), field="text")
    if order.kind != Kind.TIME_LIMITED:
        return
    if order.term_days is None:
        raise Refused("empty", _("请写明改正期限（天）"), field="term_days", cite="M14")
    if len(order.term_why) < 4:
        raise Refused("empty", _("请写明期限的理由：法律没有规定天数"), field="term_why", cite="M14")


@transaction.atomic
def revoke(by: Account, order: Order, *, why: str, seen: int | None = None, now: datetime | None = None) -> Order:
    """Take an order back, with the reason; nothing is owed under it any more. Raises Refused, Conflict."""
    kept = locked(order, seen)
    step = require(kept, "revoke", by)
    at = now_or(now)
    reason = writing.reason(why, _("撤销的理由"))
    clocks.drop_all(kept, _("责令已撤销"), at)
    kept.due, kept.closed_at = None, at
    visits.call_off(by, kept, reason, at)
    keep(kept, at, state=step.to)
    context = letters.revocation(kept, reason)
    made = documents.issue("order_revocation", subject(kept), context, by, authority=kept.authority, now=at)
    index = log(kept, "revoke", by, at, why=reason, document=made.number)
    note(kept, "revoke", by, at, reason, document=made.number, log_index=index)
    return kept
