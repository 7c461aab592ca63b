"""While an order runs: the unit reports what it put right; the authority may give it longer before the term ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.ground.documents import services as documents
from beholden.ground.people.models import Account
from beholden.registry.orders import lawful, letters
from beholden.registry.orders.models import CorrectionReport, FileKind, Kind, Order, OrderExtension
from beholden.registry.orders.services import clocks, drafting, files, writing
from beholden.registry.orders.services.writing import Refused, keep, locked, log, note, now_or, require, subject


def report_correction(
    by: Account,
    order: Order,
    *,
    text: str,
    uploaded: Iterable[files.Upload] = (),
    asks_early: bool = False,
    seen: int | None = None,
    now: datetime | None = None,
) -> CorrectionReport:
    """The unit's manager says what was put right, with files; may ask for a re-inspection before expiry.

    Raises Refused: empty, no_term (nothing to be early for), Conflict.
    """
    standing = Order.objects.select_related("unit").get(pk=order.pk)
    require(standing, "report", by)  # before the bytes are read, and again when they are kept
    words = writing.reason(text, _("改正情况"), "text", 1_500)
    if asks_early and standing.kind != Kind.TIME_LIMITED:
        raise Refused("no_term", _("责令改正没有期限，不需要申请提前复查"), field="asks_early", cite="M15")
    stored = files.stored(uploaded)
    with transaction.atomic():
        kept = locked(order, seen)
        step = require(kept, "report", by)
        at = now_or(now)
        made = CorrectionReport.objects.create(order=kept, at=at, by=by, text=words, asks_early=asks_early)
        files.add(by, kept, FileKind.REPORT, stored, at, made)
        keep(kept, at, state=step.to)
        told = {"asks_early": asks_early, "sha256": [one[1] for one in stored]}
        note(kept, "report", by, at, words, log_index=log(kept, "report", by, at, **told))
    return made


@transaction.atomic
def extend(
    by: Account, order: Order, *, days: int, why: str, seen: int | None = None, now: datetime | None = None
) -> OrderExtension:
    """A longer term from the old expiry on, given while the old one runs, with its reason and its document.

    Raises Refused: expired, empty, not_days, Conflict.
    """
    kept = locked(order, seen)
    require(kept, "extend", by)
    at = now_or(now)
    assert kept.expires_on is not None
    if timezone.localdate(at) > kept.expires_on:
        says = _("期限已于 %(day)s 届满，不能再延长；应当复查") % {"day": kept.expires_on}
        raise Refused("expired", says, cite="M15")
    reason = writing.reason(why, _("延长的理由"))
    if not 1 <= days <= drafting.MOST_DAYS:
        raise Refused("not_days", _("延长的天数应为整数"), field="days")
    before, expiry = kept.expires_on, lawful.expiry(kept.expires_on, days)
    kept.expires_on, kept.expires_provisional = expiry.due, expiry.provisional
    try:
        kept.due = clocks.moved(kept, expiry.due, _("改正期限已延长"), at)
    except rulebook.LawError as error:
        raise writing.lawful(error) from error
    keep(kept, at)
    context = letters.extension(kept, before, reason)
    number = documents.issue("order_extension", subject(kept), context, by, authority=kept.authority, now=at).number
    told = {"before": before.isoformat(), "after": expiry.due.isoformat(), "why": reason, "document": number}
    note(kept, "extend", by, at, reason, document=number, log_index=log(kept, "extend", by, at, **told))
    return OrderExtension.objects.create(
        order=kept, days=days, before=before, after=expiry.due, why=reason, at=at, by=by, document=number
    )
