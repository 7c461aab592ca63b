"""What other rooms ask: what proves an item of the checklist (M10), whether a contractor may be let in (R15, R19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from beholden.ground.people.models import Organisation
from beholden.ground.systems.models import System
from beholden.site.dossiers import dates, standing
from beholden.site.dossiers.kinds import KINDS, Kind
from beholden.site.dossiers.models import GONE, DossierEntry, ServiceAgreement, StaffMember, State
from beholden.site.dossiers.queries import lists


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves, or would prove, one item. ``state`` is valid, expiring, expired or missing; ``files`` are SHA-256.

    ``code`` is the entry's ("" where it is missing); ``owed`` False: no text asks for it at that place; ``page`` is
    where the gap is closed. Titles name no person and no secret unit.
    """

    title: str
    kind: str
    from_on: date | None
    until_on: date | None
    code: str
    state: str
    owed: bool
    cite: str
    page: str
    files: tuple[str, ...] = ()


def proofs(where: System | Organisation, item: int, on: date, *, secret: bool = False) -> list[Proof]:
    """What proves item ``item`` of the inspection checklist at a System, or at all Systems of a unit, on a day.

    ``secret`` adds consents of secret units: only for pages nobody but the unit's manager sees (R10).
    """
    if isinstance(where, Organisation):
        found = [proof for one in System.objects.filter(unit=where) for proof in proofs(one, item, on, secret=secret)]
        return list(dict.fromkeys(found))  # what a person's training proves, it proves once
    kinds = [kind for kind in KINDS.values() if item in kind.items and (secret or not kind.secret)]
    if not kinds:
        return []
    whose = Q(system=where) | Q(unit_id=where.unit_id, person__isnull=False)
    entries = DossierEntry.objects.filter(whose).exclude(state__in=GONE).select_related("person", "system", "unit")
    wanted = {kind.name for kind in kinds} | ({"maintenance_plan"} if item == 12 else set())
    known = list(lists.with_papers(entries.filter(kind__in=wanted)).order_by("-pk")[: lists.MOST])
    return [proof for kind in kinds for proof in _of_kind(where, kind, known, on)]


def _of_kind(system: System, kind: Kind, known: list[DossierEntry], on: date) -> list[Proof]:
    asked = standing.owed(system, kind, on)
    own = [entry for entry in known if entry.kind == kind.name]
    if kind.person:
        return _of_people(system, kind, asked, own, on)
    if kind.name == "maintenance":
        late = _late_maintenance(system, asked, known, on)
        if late is not None:
            return [late]
    found = [_proof(entry, asked, on, str(kind.title) if kind.secret else entry.title) for entry in own]
    found = [proof for proof in found if proof.state != dates.FUTURE]
    if not found and asked.word == standing.OWED and not kind.when:
        page = reverse("dossiers:add", args=[system.code, kind.name])
        return [Proof(str(kind.title), kind.name, None, None, "", dates.MISSING, True, asked.cite, page)]
    return found


def _of_people(system: System, kind: Kind, asked: standing.Owed, own: list[DossierEntry], on: date) -> list[Proof]:
    found = []
    of_whom: dict[int | None, list[DossierEntry]] = {}
    for entry in own:
        of_whom.setdefault(entry.person_id, []).append(entry)
    staff = list(lists.in_post(StaffMember.objects.filter(unit_id=system.unit_id), on))
    for person in staff:
        title = f"{kind.title} · {person.masked}"
        held = sorted(of_whom.get(person.pk, []), key=lambda one: dates.ORDER.index(standing.state_of(one, on)))
        if held and standing.state_of(held[0], on) != dates.FUTURE:
            found.append(_proof(held[0], asked, on, title))
        elif asked.word == standing.OWED:
            page = reverse("dossiers:person", args=[person.code])
            found.append(Proof(title, kind.name, None, None, "", dates.MISSING, True, asked.cite, page))
    if not staff and asked.word == standing.OWED:
        page = reverse("dossiers:staff")
        found.append(Proof(str(kind.title), kind.name, None, None, "", dates.MISSING, True, asked.cite, page))
    return found


def _late_maintenance(system: System, asked: standing.Owed, known: list[DossierEntry], on: date) -> Proof | None:
    """A maintenance the plan asked for and nobody recorded."""
    _plan, turns = lists.maintenance_of(known, on)
    if not turns or not turns[-1].late or turns[-1].done is not None:
        return None
    page = reverse("dossiers:add", args=[system.code, "maintenance"])
    owed = asked.word == standing.OWED
    title = str(KINDS["maintenance"].title)
    return Proof(title, "maintenance", None, turns[-1].due, "", dates.EXPIRED, owed, asked.cite, page)


def _proof(entry: DossierEntry, asked: standing.Owed, on: date, title: str) -> Proof:
    return Proof(
        title,
        entry.kind,
        entry.begins,
        entry.until_on,
        entry.code,
        standing.state_of(entry, on),
        asked.word == standing.OWED,
        asked.cite,
        reverse("dossiers:entry", args=[entry.code]),
        tuple(one.sha256 for one in standing.papers(entry)),
    )


def valid_agreement(contractor: Organisation, system: System, on: date) -> ServiceAgreement | None:
    """The agreement under which this contractor works for the System that day, its confidentiality settled in it or in
    an agreement of its own that runs too; None: it may not be let in (R15(2), R19).

    The contractor is known by its credit code, or by its very name where the agreement has no code.
    """
    whom = Q(party_uscc="", party=contractor.name)
    if contractor.uscc:
        whom |= Q(party_uscc=contractor.uscc)
    else:
        whom |= Q(party=contractor.name)
    running = Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gte=on))
    in_force = Q(state=State.KEPT) | Q(state=State.ENDED, ended_on__gt=on)
    there = Q(system=system) & whom & running & in_force
    secret = DossierEntry.objects.filter(there, kind="confidentiality").exists()
    for agreement in ServiceAgreement.objects.filter(there).order_by("-from_on", "-pk"):
        if secret or agreement.more.get("confidential"):
            found: ServiceAgreement = agreement
            return found
    return None
