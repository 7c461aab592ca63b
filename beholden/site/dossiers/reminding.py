"""What the dossiers put on a manager's first page: what lacks, what runs out, what was found and is not put right."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from beholden.ground.deadlines.reminders import Reminder
from beholden.ground.people.models import Account
from beholden.site.dossiers import dates, overview, permissions, queries
from beholden.site.dossiers.models import State
from beholden.site.dossiers.overview import Line

_MOST: Final = 20  # Systems looked through
_SHOWN: Final = 12  # lines of one System; the page of the System has them all


def reminders(account: Account, today: date) -> list[Reminder]:
    """The gaps of the manager's Systems; nothing for others."""
    if not permissions.may_write(account):
        return []
    systems = list(queries.systems_visible_to(account).order_by("pk")[:_MOST])
    found: list[Reminder] = []
    for system in systems:
        seen = overview.of(account, system, today)
        prefix = f"{system.name} · " if len(systems) > 1 else ""
        found += [
            Reminder(
                f"{prefix}{line.kind.title}", line.tone, line.word, address(line, system.code), line.detail, line.cite
            )
            for line in _urgent(seen.gaps)
        ]  # fmt: skip
        for one in seen.open[:_SHOWN]:
            late = one.due_on < today
            word = _("整改已超期") if late else _("待整改")
            page = reverse("dossiers:entry", args=[one.entry.code])
            found.append(Reminder(f"{prefix}{one.text[:60]}", "over" if late else "due", word, page, str(one.due_on)))
    return list(dict.fromkeys(found))


def _urgent(gaps: list[Line]) -> list[Line]:
    """What has a day first, since it runs; then what never was there."""
    return sorted(gaps, key=lambda line: line.state == dates.MISSING)[:_SHOWN]


def address(line: Line, system: str) -> str:
    """The page of the one act that closes a gap."""
    if line.kind.person:
        return reverse("dossiers:person", args=[line.person.code]) if line.person else reverse("dossiers:staff")
    if line.entry is not None and (line.state not in (dates.EXPIRED, dates.EXPIRING) or line.kind.begins != State.KEPT):
        return reverse("dossiers:entry", args=[line.entry.code])
    return reverse("dossiers:add", args=[system, line.kind.name])
