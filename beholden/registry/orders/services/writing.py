"""How every writer of this room writes: lock, compare the revision, ask the flow, note the act."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.ground.acts import refusals, writing
from beholden.ground.acts.writing import now_or
from beholden.ground.deadlines import services as deadlines
from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused, text
from beholden.registry.orders import flow
from beholden.registry.orders.models import Order, OrderAct

SUBJECT: Final = "order"
_SHORTEST: Final = 4


class Conflict(refusals.Conflict):
    """Somebody was quicker: another tab, another officer, the unit. Nothing was written."""

    words = gettext_lazy("这件责令刚刚有了新的变化，这次操作没有执行。请看过最新内容后再办。")


def locked(order: Order, seen: int | None) -> Order:
    """The row as it is now, held until the transaction ends. Raises Conflict when ``seen`` is an older revision."""
    found = Order.objects.select_related("unit", "authority", "inspection")
    return writing.locked(found, order, seen, Conflict)


def require(order: Order, action: str, account: Account, result: str = "") -> flow.Step:
    """The row of the flow table that lets this person do this now. Raises Refused with the sentence why not."""
    return writing.allowed(flow.verdict(order, action, account, result))


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
        **more,
    }
    return writing.log(by, at, body)


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
