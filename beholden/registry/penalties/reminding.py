"""What cases put on a manager's first page: each case the unit was told of and that is not over (行政处罚法44, 45)."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from beholden.ground.deadlines.reminders import Reminder
from beholden.ground.people.models import Account
from beholden.registry.penalties import permissions, queries
from beholden.registry.penalties.models import ARGUING, Case, State

_MOST: Final = 20


def reminders(account: Account, today: date) -> list[Reminder]:
    """The unit's open cases, newest first; nothing for others."""
    if not permissions.is_manager(account):
        return []
    found = queries.tab(queries.visible_to(account), "open").order_by("-pk")
    return [_line(case, today) for case in found[:_MOST]]


def _line(case: Case, today: date) -> Reminder:
    until = case.defence_until
    open_to_defence = case.state in ARGUING and until is not None and until >= today
    detail = _("可以陈述、申辩，到 %(day)s 为止") % {"day": until} if open_to_defence else ""
    state = "due" if open_to_defence or case.state == State.SERVED else "idle"
    title = _("行政处罚案件 %(number)s") % {"number": case.number}
    page = reverse("penalties:case", args=[case.code])
    return Reminder(title, state, str(case.get_state_display()), page, detail, "行政处罚法45(1)")
