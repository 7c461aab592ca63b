"""What an officer proposes: amounts in the law's range, reasons where they are far from like decisions (PX-3, PX-4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines.rulebook.penalty import Penalty
from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused
from beholden.registry.penalties import alike, framing, sources
from beholden.registry.penalties.models import Case, EventKind, Ground, Outcome, Party, PartyKind
from beholden.registry.penalties.services import opening
from beholden.registry.penalties.services.writing import day, keep, locked, note, now_or, require, said


@transaction.atomic
def propose(
    by: Account,
    case: Case,
    *,
    fines: Mapping[str, int | None],
    measures: Iterable[str],
    reason: str,
    far_reason: str = "",
    separate_reason: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> Case:
    """Propose fines (by party code, yuan) and measures. Raises Refused: blocked, out_of_range (with the range),
    far (no reason), measure, heavier, same_act; Conflict."""
    kept, at = locked(case, seen), now_or(now)
    step = require(kept, "propose", by)
    found = opening.allowed(kept, timezone.localdate(at))
    kept.measures = _measures(found, measures)
    kept.reason = said(reason, _("裁量理由"), "reason", least=4)
    kept.far_reason = said(far_reason, _("与同类决定相差较大的理由"), "far_reason", least=0)
    kept.separate_reason = said(separate_reason, _("不是同一个违法行为的理由"), "separate_reason", least=0)
    _one_fine(kept)
    heard = kept.statements.exists()
    for party in kept.parties.all():
        party.fine = within(found, party, fines.get(party.code))
        if heard and party.told_fine is not None and (party.fine or 0) > party.told_fine:
            _heavier(party)
        if party.told_fine is not None and (party.fine or 0) > party.told_fine:
            party.told_fine = None  # told of anew before anything is decided
        _reasoned(kept, party)
        party.hearing_owed = framing.owes_hearing(kept, party, kept.measures, timezone.localdate(at))
        party.waived_at = None
        party.save()
    kept.outcome, kept.ground = Outcome.PENALTY, ""
    kept.proposed_by, kept.proposed_at = by, at
    kept.noticed_on = kept.defence_until = None
    keep(kept, at, step.to)
    note(kept, "propose", by, at, fines=fines_of(kept), measures=list(kept.measures))
    return kept


def within(found: Penalty, party: Party, fine: int | None) -> int | None:
    """The fine, when the law allows it for this party; None for a responsible person left out. Raises Refused."""
    allowed = framing.range_for(found, party.kind)
    cite = found.violation.passage.cite
    if party.kind == PartyKind.RESPONSIBLE and not fine:
        return None
    if allowed is None:
        raise Refused("no_fine", _("条例对%(who)s没有罚款。") % {"who": party.get_kind_display()}, cite=cite)
    if fine is None or fine < 1 or not allowed.least <= fine <= allowed.most:
        words = {
            "who": party.shown,
            "least": allowed.least,
            "most": allowed.most,
            "fine": "—" if fine is None else fine,
        }
        says = _("对%(who)s的罚款应当在 %(least)d 元至 %(most)d 元之内（含本数，须大于零），现在是 %(fine)s。") % words
        raise Refused("out_of_range", says, field=f"fine_{party.code}", cite=cite)
    return fine


def fines_of(case: Case) -> dict[str, int]:
    """Party code → fine in yuan; those without one are left out."""
    return {party.code: party.fine for party in case.parties.all() if party.fine is not None}


def _measures(found: Penalty, given: Iterable[str]) -> list[str]:
    chosen = list(dict.fromkeys(given))
    names = {code: name[0] for code, name in zip(found.measures, found.measure_names, strict=True)}
    foreign = [code for code in chosen if code not in names]
    if foreign:
        raise Refused("measure", _("条例对这种违法行为没有规定这项措施。"), field="measures")
    lacking = [names[code] for code in found.violation.measures if code not in chosen]
    if lacking:
        says = _("条例规定应当一并作出：%(what)s") % {"what": "、".join(lacking)}
        raise Refused("measure", says, field="measures", cite=found.violation.passage.cite)
    return [code for code in names if code in chosen]


def _reasoned(case: Case, party: Party) -> None:
    if party.fine is None or not alike.to(case, party.kind).far(party.fine) or len(case.far_reason) >= 4:
        return
    says = _("与本机关同类决定相差较大，或者还没有同类决定：请写明理由。")
    raise Refused("far", says, field="far_reason", cite="行政处罚法44")


def _one_fine(case: Case) -> None:
    """PX-4: several provisions broken by one act bring one fine, the highest (行政处罚法 29)."""
    if len(case.separate_reason) >= 4:
        return
    others = sources.same_matter(Case.objects.filter(unit=case.unit), case)
    other = others.filter(outcome=Outcome.PENALTY).exclude(pk=case.pk).first() if others is not None else None
    if other is not None:
        says = _(
            "同一次检查还有案件 %(number)s。同一个违法行为只能罚款一次，按数额高的处罚；不是同一个行为的，请写明理由。"
        )
        raise Refused("same_act", says % {"number": other.number}, field="separate_reason", cite="行政处罚法29")


def _heavier(party: Party) -> None:
    words = {"who": party.shown, "told": party.told_fine}
    says = _("不得因陈述、申辩加重处罚：对%(who)s告知的是 %(told)s 元。") % words
    raise Refused("heavier", says, field=f"fine_{party.code}", cite="行政处罚法45(2)")


@transaction.atomic
def propose_none(
    by: Account, case: Case, *, ground: str, reason: str, seen: int | None = None, now: datetime | None = None
) -> Case:
    """Ask that none be given: the ground must stand in the facts stated. Raises Refused: ground; Conflict."""
    kept, at = locked(case, seen), now_or(now)
    step = require(kept, "propose_none", by)
    if ground not in Ground.values:
        raise Refused("ground", _("请选择不予处罚的情形"), field="ground")
    found = framing.frame(kept, timezone.localdate(at))
    codes = {block.code for block in (*found.blocked, *found.lenient)}
    wanted = {Ground.MINOR: "minor", Ground.FIRST: "may waive", Ground.NO_FAULT: "no fault"}
    if ground in wanted and wanted[Ground(ground)] not in codes:
        says = _("已写明的事实不符合“%(ground)s”，请先补充事实。") % {"ground": Ground(ground).label}
        raise Refused("ground", says, field="ground", cite="行政处罚法33(1)")
    kept.reason = said(reason, _("理由"), "reason", least=4)
    kept.outcome, kept.ground, kept.measures = Outcome.NONE, ground, []
    kept.proposed_by, kept.proposed_at = by, at
    kept.submitted_by, kept.submitted_at = by, at
    keep(kept, at, step.to)
    note(kept, "propose_none", by, at, str(Ground(ground).label), ground=ground)
    return kept


@transaction.atomic
def fix_evidence(
    by: Account,
    case: Case,
    *,
    what: str,
    on: Any,
    note_text: str = "",
    sha256: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> None:
    """Evidence fixed before anything is deleted: what, when, hash, who keeps it (PX-6). Raises Refused, Conflict."""
    kept, at = locked(case, seen), now_or(now)
    require(kept, "fix_evidence", by)
    digest = sha256.strip().lower()
    if digest and (len(digest) != 64 or set(digest) - set("0123456789abcdef")):
        raise Refused("bad_hash", _("哈希应为 64 位十六进制数（SHA-256）"), field="sha256")
    made = kept.events.create(
        kind=EventKind.EVIDENCE,
        what=said(what, _("证据"), "what", longest=200, least=2),
        on=day(on, _("固定日期"), "on", at),
        note=said(note_text, _("保管说明"), "note", least=0),
        sha256=digest,
        by=by,
        at=at,
    )
    keep(kept, at)
    note(kept, "fix_evidence", by, at, made.what, sha256=digest)
