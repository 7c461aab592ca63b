"""What requests put on a manager's first page: what waits for a decision, what is owed back (R20)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from beholden.ground.deadlines.reminders import Reminder
from beholden.ground.people.models import Account
from beholden.ground.people.roles import Role
from beholden.site.requests import bounds, queries
from beholden.site.requests.models import FootageRequest, RequestState

LEAD: Final = timedelta(days=7)  # how early we remind is ours
_MOST: Final = 20
_WAITING: Final = (RequestState.FILED, RequestState.CHECKING)


def reminders(account: Account, today: date) -> list[Reminder]:
    """Lines for the manager of the unit; nothing for others."""
    if account.role != Role.MANAGER:
        return []
    found = queries.visible_to(account)
    owed = found.filter(state=RequestState.HANDED, back_by__lte=today + LEAD).order_by("back_by", "pk")
    waiting = found.filter(state__in=_WAITING).order_by("pk")
    return [_owed(one, today) for one in owed[:_MOST]] + [_waiting(one) for one in waiting[:_MOST]]


def _owed(request: FootageRequest, today: date) -> Reminder:
    assert request.back_by is not None
    late = request.back_by < today
    word = _("应于 %(day)s 返还或者销毁") % {"day": request.back_by}
    return Reminder(request.number, "over" if late else "due", word, _address(request), request.organ, "R20")


def _waiting(request: FootageRequest) -> Reminder:
    kind = str(request.get_kind_display())
    cite = bounds.CITES[request.kind]
    return Reminder(request.number, "due", str(request.get_state_display()), _address(request), kind, cite)


def _address(request: FootageRequest) -> str:
    return reverse("requests:request", args=[request.code])
