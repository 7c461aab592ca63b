"""The search for inspections of the same place and items, by any authority (M17), and the count towards the cap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from beholden.engines.rulebook.clock import add_months
from beholden.ground.people.models import Organisation
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.models import Filing
from beholden.registry.inspections import law
from beholden.registry.inspections.models import OPEN, Inspection, Reason, State


@dataclass(frozen=True, slots=True)
class Found:
    """Another inspection there: enough to see that it is one, nothing of what it found."""

    number: str
    authority: str
    kind: str
    state: str
    on: date
    items: tuple[int, ...]
    counts: bool

    def as_dict(self) -> dict[str, Any]:
        """As it is kept on record."""
        return {
            "number": self.number,
            "authority": self.authority,
            "kind": self.kind,
            "state": self.state,
            "on": self.on.isoformat(),
            "items": list(self.items),
            "counts": self.counts,
        }


@dataclass(frozen=True, slots=True)
class Search:
    """``found`` newest first; those that ``count`` stop a new one without a reason. ``months`` None: no number fixed,
    so the calendar year is shown and only inspections still open stop one."""

    found: tuple[Found, ...]
    months: int | None
    since: date
    cite: str
    note: str

    @property
    def stopping(self) -> tuple[Found, ...]:
        """Those that make the new one a duplicate."""
        return tuple(one for one in self.found if one.counts)


class DuplicateVisit(Refused):
    """The same place and items were or are being inspected; ``search`` says what was found."""

    def __init__(self, search: Search) -> None:
        shown = "；".join(f"{one.number} {one.authority} {one.on}" for one in search.stopping[:3])
        says = _("同一场所的相同检查项已有检查（%(found)s）。确需再查的，请写明理由。") % {"found": shown}
        super().__init__("duplicate", says, field="override_reason", cite=search.cite)
        self.search = search

    @property
    def found(self) -> tuple[Found, ...]:
        """What stands in the way."""
        return self.search.stopping


def search(
    *,
    unit: Organisation | None,
    filing: Filing | None,
    place: str,
    division: str,
    items: list[int],
    on: date,
    leave_out: int | None = None,
) -> Search:
    """Inspections of the same place that share an item, by any authority. One query; cancelled ones don't count."""
    months, cite, note = law.window(on, division)
    since = add_months(on, -months) if months is not None else date(on.year, 1, 1)
    there = Q(unit=unit) if unit is not None else Q(unit__isnull=True, division__startswith=division[:6], place=place)
    near = Q(scheduled_on__gte=since) | Q(state__in=OPEN)
    rows = (
        Inspection.objects.filter(there, near)
        .exclude(state=State.CANCELLED)
        .exclude(pk=leave_out)
        .select_related("authority", "filing")
        .order_by("-scheduled_on", "-pk")
    )
    found = []
    for other in rows[:200]:
        shared = set(other.items) & set(items)
        if not shared or _another_place(other, filing):
            continue
        counts = other.state in OPEN or months is not None
        found.append(
            Found(
                other.number,
                other.authority.name,
                other.kind,
                other.state,
                other.scheduled_on,
                tuple(sorted(shared)),
                counts,
            )
        )
    return Search(tuple(found), months, since, cite, note)


def _another_place(other: Inspection, filing: Filing | None) -> bool:
    """Two filings of one unit that are not versions of each other are two places."""
    return filing is not None and other.filing is not None and other.filing.root != filing.root


@dataclass(frozen=True, slots=True)
class Count:
    """Inspections of a unit by an authority this year: by reason, those that count, and the cap."""

    by_reason: dict[str, int]
    counted: int
    cap: law.Cap

    @property
    def full(self) -> bool:
        """Whether the cap is reached."""
        return self.cap.most is not None and self.counted >= self.cap.most


def count(authority: Organisation, unit: Organisation | None, on: date, division: str) -> Count:
    """How often the unit was inspected this calendar year by this authority, and what the cap says."""
    cap = law.cap(on, division)
    if unit is None:
        return Count({}, 0, cap)
    year = Inspection.objects.filter(
        authority=authority, unit=unit, scheduled_on__gte=date(on.year, 1, 1), scheduled_on__lte=date(on.year, 12, 31)
    ).exclude(state=State.CANCELLED)
    by_reason: dict[str, int] = {}
    for reason in year.values_list("reason", flat=True):
        by_reason[reason] = by_reason.get(reason, 0) + 1
    counted = sum(number for reason, number in by_reason.items() if counts(reason, cap))
    return Count(by_reason, counted, cap)


def counts(reason: str, cap: law.Cap) -> bool:
    """Whether such an inspection counts towards the cap. A re-inspection is a duty (M15), so it never does."""
    return reason != Reason.REINSPECTION and reason not in cap.exempt
