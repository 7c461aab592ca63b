"""How every writer of this room writes: lock, compare the revision, ask the flow, note the act."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.ground.deadlines import services as deadlines
from beholden.ground.evidence import services as evidence
from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused, text
from beholden.registry.orders import flow
from beholden.registry.orders.models import Order, OrderAct

SUBJECT: Final = "order"
_SHORTEST: Final = 4


class Conflict(Refused):
    """Somebody was quicker: another tab, another officer, the unit. Nothing was written."""

    def __init__(self) -> None:
        super().__init__("conflict", _("这件责令刚刚有了新的变化，这次操作没有执行。请看过最新内容后再办。"))


def locked(order: Order, seen: int | None) -> Order:
    """The row as it is now, held until the transaction ends. Raises Conflict when ``seen`` is an older revision."""
    found = Order.objects.select_for_update(of=("self",)).select_related("unit", "authority", "inspection")
    kept = found.get(pk=order.pk)
    if seen is not None and kept.revision != seen:
        raise Conflict
    return kept


def require(order: Order, action: str, account: Account, result: str = "") -> flow.Step:
    """The row of the flow table that lets this person do this now. Raises Refused with the sentence why not."""
    found = flow.verdict(order, action, account, result)
    if not found.allowed or found.step is None:
        raise Refused("not_now", found.why, cite=found.step.cite if found.step else "")
    return found.step


def keep(order: Order, at: datetime, *, state: str = "") -> None:
    """Save the next revision; ``state`` is a new one the flow table gave."""
    if state:
        order.state = state
    order.revision += 1
    order.changed_at = at
    order.save()


def note(order: Order, action: str, by: Account | None, at: datetime, words: str = "", **more: Any) -> OrderAct:
    """One line of the timeline; ``by`` None when the clock did it."""
    return OrderAct.objects.create(order=order, action=action, by=by, at=at, note=words[:500], **more)


def log(order: Order, action: str, by: Account, at: datetime, **more: Any) -> int:
    """A decision in the evidence log (kind decide); its index there. Raises Refused: nothing is decided then."""
    body = {
        "number": order.number or order.code,
        "action": action,
        "order": order.code,
        "kind": order.kind,
        "violations": order.violations,
        "username": by.username,
        "name": by.name,
        "unit": by.organisation.name if by.organisation else "",
        **more,
    }
    try:
        return evidence.append("decide", body, at=at).index
    except evidence.LogUnavailable as error:
        raise Refused("log_unavailable", _("存证账本现在写不进去，所以没有作出决定。请稍后再办。")) from error


def reason(typed: object, label: object, field: str = "why", longest: int = 500) -> str:
    """A reason somebody must give. Raises Refused when there is none."""
    kept = text(typed, label, longest, field=field, lines=True)
    if len(kept) < _SHORTEST:
        raise Refused("empty", _("请写明%(label)s") % {"label": label}, field=field)
    return kept


def lawful(error: rulebook.LawError) -> Refused:
    """A question the law has no answer to, as a refusal in the reader's language."""
    return Refused("no_law", error.sentence(get_language() or "zh"))


def subject(order: Order) -> tuple[str, str]:
    """How clocks and documents name an order."""
    return SUBJECT, order.code


def now_or(now: datetime | None) -> datetime:
    """The caller's time, or the clock's."""
    return now or timezone.now()


__all__ = [
    "Conflict",
    "Refused",
    "deadlines",
    "keep",
    "lawful",
    "locked",
    "log",
    "note",
    "now_or",
    "reason",
    "require",
    "subject",
    "text",
]
