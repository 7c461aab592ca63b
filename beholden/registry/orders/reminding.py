"""What orders put on a manager's first page: each open order the unit received, the most urgent first (M14, M15)."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from beholden.ground.deadlines.reminders import Reminder
from beholden.ground.people.models import Account
from beholden.registry.orders import permissions, queries
from beholden.registry.orders.models import RUNNING, Order

_MOST: Final = 20


def reminders(account: Account, today: date) -> list[Reminder]:
    """The unit's open orders; nothing for others."""
    if not permissions.is_manager(account):
        return []
    found = queries.tab(queries.visible_to(account), "open", today).order_by("due_or_never", "-pk")
    return [_line(order, today) for order in found[:_MOST]]


def _line(order: Order, today: date) -> Reminder:
    title = f"{order.get_kind_display()} {order.number}"
    day = order.expires_on
    detail = _("改正期限到 %(day)s 为止") % {"day": day} if day else ""
    page = reverse("orders:order", args=[order.code])
    late = order.state in RUNNING and day is not None and day < today
    state = "over" if late else "due" if order.state in RUNNING else "idle"
    return Reminder(title, state, str(order.get_state_display()), page, detail, "M14")
