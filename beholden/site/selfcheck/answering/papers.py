"""What the unit's dossiers prove of an item, and what a person of the unit has declared of it (M10, R10 to R19)."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beholden.ground.systems.models import System
from beholden.site.dossiers import dates
from beholden.site.dossiers import queries as dossiers
from beholden.site.dossiers.kinds import KINDS
from beholden.site.selfcheck.answering.findings import Finding, Gap
from beholden.site.selfcheck.models import Declaration, Provenance, Result
from beholden.site.selfcheck.saying import Said, listed

_MOST_FILES: Final = 50
_NOT_ALONE: Final = frozenset({11})  # papers there are pieces of the answer: a person says the rest


def proofs(system: System, item: int, on: date) -> list[Finding]:
    """Papers in force answer; one that ran out speaks against; one that was never there leaves the question open.

    Only what the law asks for at the place counts against the unit; of anything else one is told.
    """
    found = _best(dossiers.proofs(system, item, on, secret=True))
    if not found:
        return []
    good = [one for one in found if one.state in ("valid", "expiring")]
    expired = [one for one in found if one.state == "expired"]
    missing = [one for one in found if one.state == "missing"]
    measured = {"papers": len(good), "papers_expired": len(expired), "papers_missing": len(missing)}
    says = [Said(_("档案在期：%(names)s"), {"names": _names(good)})] if good else []
    lacking, owed = [*expired, *missing], [one for one in (*expired, *missing) if one.owed]
    if expired:
        says.append(Said(_("已过期：%(names)s"), {"names": _names(expired)}))
    if missing:
        says.append(Said(_("缺少：%(names)s"), {"names": _names(missing)}))
    gap = _gap(lacking, says[-1]) if lacking else _expiring(good)
    if owed:
        gap = _gap(
            owed, Said(_("已过期：%(names)s") if owed[0] in expired else _("缺少：%(names)s"), {"names": _names(owed)})
        )
        result = Result.VIOLATION if owed[0] in expired else Result.NOT_SEEN
        return [Finding(result, Provenance.DOCUMENT, tuple(says), measured, gap)]
    until = min((one.until_on for one in good if one.until_on), default=None)
    enough = bool(good) and item not in _NOT_ALONE
    evidence = tuple(name for one in good for name in one.files)[:_MOST_FILES]
    return [Finding(Result.CONFORM, Provenance.DOCUMENT, tuple(says), measured, gap, until, evidence, enough)]


def _best(found: list[dossiers.Proof]) -> list[dossiers.Proof]:
    """Of the kinds of which one paper will do, the best one; of the others every one."""
    kept: list[dossiers.Proof] = []
    singles: dict[str, dossiers.Proof] = {}
    for one in found:
        kind = KINDS[one.kind]
        if kind.each or kind.person:
            kept.append(one)
            continue
        best = singles.get(one.kind)
        if best is None or dates.ORDER.index(one.state) < dates.ORDER.index(best.state):
            singles[one.kind] = one
    return [*singles.values(), *kept]


def _names(some: list[dossiers.Proof]) -> str:
    return listed([one.title for one in some])


def _gap(lacking: list[dossiers.Proof], says: Said) -> Gap:
    word = _("更新档案") if lacking[0].state == "expired" else _("补充档案")
    return Gap(says, Said(word), lacking[0].page)


def _expiring(good: list[dossiers.Proof]) -> Gap | None:
    soon = [one for one in good if one.state == "expiring"]
    if not soon:
        return None
    values = {"names": _names(soon), "day": min((one.until_on for one in soon if one.until_on), default="")}
    return Gap(Said(_("%(names)s 将于 %(day)s 到期"), values), Said(_("更新档案")), soon[0].page)


def declared(declaration: Declaration | None, on: date) -> list[Finding]:
    """What a person declared, while it holds; with a photo it is a paper, without one their word."""
    if declaration is None or declaration.until < on:
        return []
    word = _("%(who)s %(day)s 自述符合") if declaration.result == Result.CONFORM else _("%(who)s %(day)s 自述不符合")
    says = [Said(word, {"who": declaration.by.name, "day": timezone.localdate(declaration.at)})]
    if declaration.note:
        says.append(Said(_("说明：%(note)s"), {"note": declaration.note}))
    evidence = (declaration.sha256,) if declaration.sha256 else ()
    gap = None
    if declaration.result == Result.VIOLATION:
        href = reverse("selfcheck:item", args=[declaration.system.code, declaration.item])
        gap = Gap(says[-1], Said(_("改好后重新填写")), href)
    return [
        Finding(
            declaration.result, Provenance.DECLARED, tuple(says), {}, gap, declaration.until, evidence
        )
    ]  # fmt: skip
