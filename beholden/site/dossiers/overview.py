"""One System's dossiers at a glance: what is in order, what lacks, what runs out, one action each (R11, R15, R16)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.ground.systems.models import System
from beholden.site.dossiers import dates, permissions, queries, standing
from beholden.site.dossiers.kinds import (
    AGREEMENTS,
    FOR_GUARDS,
    GROUPS,
    IF_ANY,
    KINDS,
    SECRET,
    WHEN_CONTRACTED,
    WHEN_ENTRUSTED,
    Kind,
)
from beholden.site.dossiers.models import GONE, SETTLED, DossierEntry, Shortcoming, StaffMember, State


@dataclass(frozen=True, slots=True)
class Line:
    """One kind at one System. ``tone`` and ``word`` are for the `state` tag; ``gap`` means something is to be done."""

    kind: Kind
    state: str
    tone: str
    word: str
    owed: str
    cite: str
    count: int = 0
    entry: DossierEntry | None = None
    person: StaffMember | None = None
    detail: str = ""

    @property
    def gap(self) -> bool:
        """Lacking where it is owed, or running out anywhere."""
        return self.tone in ("over", "due")


@dataclass(frozen=True, slots=True)
class Overview:
    """The lines of one System by group, and how many are in which state."""

    system: System
    lines: list[Line]
    open: list[Shortcoming] = field(default_factory=list)

    @property
    def groups(self) -> list[tuple[Any, list[Line]]]:
        """(title, lines) in the order of the page."""
        found = [(title, [line for line in self.lines if line.kind.group == name]) for name, title in GROUPS.items()]
        return [(title, lines) for title, lines in found if lines]

    @property
    def gaps(self) -> list[Line]:
        """What is to be done, the worst first."""
        return sorted((line for line in self.lines if line.gap), key=lambda line: line.tone != "over")

    @property
    def good(self) -> int:
        """How many kinds are in order."""
        return sum(line.tone == "good" for line in self.lines)

    @property
    def lacking(self) -> int:
        """How many lack or have run out."""
        return sum(line.tone == "over" for line in self.lines)

    @property
    def ending(self) -> int:
        """How many run out soon or wait for a step."""
        return sum(line.tone == "due" for line in self.lines)


def of(account: Account, system: System, on: date) -> Overview:
    """The overview as this person may see it."""
    entries = queries.of_system(account, system)
    staff = list(queries.in_post(queries.staff_visible_to(account).filter(unit_id=system.unit_id), on))
    shown = _kinds_for(account)
    lines = lines_of(system, entries, staff, on, shown)
    found = queries.shortcomings_visible_to(account).filter(entry__system=system, state=Shortcoming.State.OPEN)
    return Overview(system, lines, list(found.exclude(entry__state__in=GONE).order_by("due_on")[: queries.PAGE]))


def lines_of(
    system: System,
    entries: Iterable[DossierEntry],
    staff: list[StaffMember],
    on: date,
    kinds: Iterable[str] = tuple(KINDS),
) -> list[Line]:
    """A line for each of ``kinds``; nothing is read from the database."""
    by_kind: dict[str, list[DossierEntry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry)
    lines = []
    for name in kinds:
        kind = KINDS[name]
        asked = standing.owed(system, kind, on)
        if kind.secret and asked.word != standing.OWED and not by_kind.get(name):
            continue  # where no secret unit is near, nobody is asked for its consent
        if kind.person:
            lines.append(_of_people(kind, asked, by_kind.get(name, []), staff, on))
        elif name == "maintenance":
            lines.append(_of_maintenance(kind, asked, by_kind, on))
        else:
            lines.append(_of_papers(kind, asked, by_kind, on))
    return lines


def _kinds_for(account: Account) -> tuple[str, ...]:
    if permissions.may_write(account):
        return tuple(KINDS)
    if permissions.may_read_staff(account):
        return tuple(name for name in KINDS if name not in SECRET)
    return FOR_GUARDS


def _of_papers(kind: Kind, asked: standing.Owed, by_kind: dict[str, list[DossierEntry]], on: date) -> Line:
    kept = [entry for entry in by_kind.get(kind.name, []) if entry.state not in GONE]
    own = [entry for entry in kept if entry.state != State.ENDED]
    if kept and not own:
        return _line(kind, dates.MISSING, asked, len(kept), detail=str(State.ENDED.label))
    partners = _partners(kind, by_kind, on)
    states = [standing.of_kind(kind, own, on)] if own else []
    covered = {entry.party for entry in own if standing.state_of(entry, on) in (dates.VALID, dates.EXPIRING)}
    lacking = [party for party in partners if party not in covered]
    if lacking and kind.when in (WHEN_CONTRACTED, WHEN_ENTRUSTED):
        return _line(kind, dates.MISSING, asked, len(own), detail="、".join(lacking[:3]))
    if kind.when in (WHEN_CONTRACTED, WHEN_ENTRUSTED) and not partners and not own:
        asked = standing.Owed(standing.WHERE_USED if asked.word == standing.OWED else asked.word, asked.cite)
    state = states[0] if states else dates.MISSING
    worst = _telling(kind, own, state, on)
    return _line(kind, state, asked, len(own), worst, standing.sentence(worst, on) if worst else "")


def _telling(kind: Kind, own: list[DossierEntry], state: str, on: date) -> DossierEntry | None:
    """The entry that makes the line what it is: the one to act on."""
    return next((entry for entry in own if standing.state_of(entry, on) == state), own[0] if own else None)


def _partners(kind: Kind, by_kind: dict[str, list[DossierEntry]], on: date) -> list[str]:
    """Contractors whose agreement runs and does not settle this itself: each needs an entry of this kind."""
    if kind.when not in (WHEN_CONTRACTED, WHEN_ENTRUSTED):
        return []
    names = AGREEMENTS if kind.when == WHEN_CONTRACTED else ("operation",)
    running = [
        entry
        for name in names
        for entry in by_kind.get(name, [])
        if entry.state == State.KEPT
        if dates.state_of(entry.from_on, entry.until_on, on, 0) in (dates.VALID, dates.EXPIRING)
        if not (kind.name == "confidentiality" and entry.more.get("confidential"))
    ]  # fmt: skip
    return list(dict.fromkeys(entry.party for entry in running))


def _of_people(
    kind: Kind, asked: standing.Owed, entries: list[DossierEntry], staff: list[StaffMember], on: date
) -> Line:
    if not staff:
        return _line(kind, dates.MISSING, asked, 0, detail=_("还没有登记重要岗位人员"))
    states = person_states(kind, entries, staff, on)
    worst = dates.worst(states.values())
    whom = next(person for person in staff if states[person.pk] == worst)
    count = sum(state == worst for state in states.values())
    good = sum(state in (dates.VALID, dates.EXPIRING) for state in states.values())
    detail = _("%(good)d / %(all)d 人有效") % {"good": good, "all": len(staff)}
    line = _line(kind, worst, asked, count, detail=detail)
    return Line(line.kind, line.state, line.tone, line.word, line.owed, line.cite, line.count, None, whom, detail)


def person_states(
    kind: Kind, entries: Iterable[DossierEntry], staff: Iterable[StaffMember], on: date
) -> dict[int, str]:
    """How each person stands in one of the three duties."""
    of_whom: dict[int, list[DossierEntry]] = {}
    for entry in entries:
        if entry.kind == kind.name and entry.person_id:
            of_whom.setdefault(entry.person_id, []).append(entry)
    return {person.pk: standing.of_kind(kind, of_whom.get(person.pk, []), on) for person in staff}


def _of_maintenance(kind: Kind, asked: standing.Owed, by_kind: dict[str, list[DossierEntry]], on: date) -> Line:
    records = [entry for entry in by_kind.get("maintenance", []) if entry.state not in GONE]
    plan, turns = queries.maintenance_of([*records, *by_kind.get("maintenance_plan", [])], on)
    coming = turns[-1] if turns and turns[-1].done is None else None
    if plan is None or coming is None:
        return _line(kind, dates.VALID if records else dates.MISSING, asked, len(records))
    state = dates.state_of(None, coming.due, on, kind.lead)
    if not records and state != dates.EXPIRED:
        state = dates.EXPIRING
    late = (on - coming.due).days
    says = (
        _("应于 %(day)s 维护，已超期 %(days)d 天") % {"day": coming.due, "days": late}
        if late > 0
        else _("下次维护 %(day)s") % {"day": coming.due}
    )
    return _line(kind, state, asked, len(records), detail=says)


def _line(
    kind: Kind, state: str, asked: standing.Owed, count: int, entry: DossierEntry | None = None, detail: str = ""
) -> Line:
    tone, word = standing.TONES[state], str(standing.WORDS[state])
    if state == dates.MISSING and asked.word != standing.OWED and not (entry and entry.state not in SETTLED):
        partnered = bool(detail) and kind.when in (WHEN_CONTRACTED, WHEN_ENTRUSTED)
        tone = "over" if partnered and asked.word != standing.NOT_OWED else "idle"
        if tone == "idle":
            word = {
                standing.ADVISED: _("建议建立"),
                standing.NOT_OWED: _("此类场所不要求"),
                standing.WHERE_USED: _("没有委托的，不需要") if kind.when == IF_ANY or kind.when else _("没有"),
            }[asked.word]
    if kind.begins != State.KEPT and state == dates.MISSING and entry is None:
        tone, word = "idle", _("没有需要处理的")
    elif kind.begins != State.KEPT and entry is not None:
        word = str(entry.get_state_display())
    return Line(kind, state, tone, word, asked.word, asked.cite, count, entry, None, detail)
