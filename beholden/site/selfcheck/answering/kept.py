"""Item 7: kept as long as the Regulation says, and gone afterwards (R17, M10(7)). All of it measured."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beholden.ground.systems.models import System
from beholden.site.recordings.models import Deletion
from beholden.site.selfcheck import retention
from beholden.site.selfcheck.answering.findings import Finding, Gap
from beholden.site.selfcheck.models import Provenance, Result
from beholden.site.selfcheck.saying import Said, listed

ITEM: Final = 7
MISSING: Final = "days_missing"


def findings(system: System, now: datetime) -> list[Finding]:
    """Whether every camera reaches its floor, and whether anything stayed that was due to go."""
    rows = retention.rows_of(system, now)
    storage = reverse("recordings:storage")
    if not any(row.oldest or row.short for row in rows):
        says = Said(_("还没有录像"))
        return [Finding(Result.NOT_SEEN, "", (says,), {}, Gap(says, Said(_("查看保存期限")), storage))]
    lawless = [row for row in rows if row.floor_days is None]
    if lawless:
        says = Said(_("%(names)s 没有适用的保存期限规定"), {"names": listed([row.name for row in lawless])})
        gap = Gap(says, Said(_("查看保存期限")), storage)
        return [Finding(Result.NOT_SEEN, Provenance.MEASURED, (says,), {"no_rule": len(lawless)}, gap)]
    return [_attained(rows, storage), *_without(system, rows), _deleted(system, rows, now, storage)]


def _attained(rows: list[retention.Row], storage: str) -> Finding:
    least = min(rows, key=lambda row: row.attained - (row.floor_days or 0) * retention.DAY)
    floor = max(row.floor_days or 0 for row in rows)
    measured = {
        "days_attained": least.attained // retention.DAY,
        "days_owed": floor,
        "cameras": len(rows),
        "cameras_short": sum(row.short for row in rows),
        "cameras_young": sum(row.young for row in rows),
        "covered_least_permille": min(row.permille for row in rows),
    }
    values = {"days": f"{least.attained / retention.DAY:.1f}", "floor": least.floor_days}
    says = [Said(_("最少的一台已保存 %(days)s 天，期限 %(floor)s 天"), values)]
    short = [row.name for row in rows if row.short]
    if short:
        word = Said(_("%(names)s 的录像没有保存到期限"), {"names": listed(short)})
        gap = Gap(word, Said(_("查明缺失的录像")), storage)
        return Finding(Result.VIOLATION, Provenance.MEASURED, (*says, word), measured, gap)
    young = [row for row in rows if row.young]
    if young:
        since = min(row.since for row in young)
        values = {"n": len(young), "day": timezone.localdate(since)}
        says.append(Said(_("%(n)s 台启用未满期限（最早自 %(day)s），启用以来都保存着"), values))
    return Finding(Result.CONFORM, Provenance.MEASURED, tuple(says), measured)


def _without(system: System, rows: list[retention.Row]) -> list[Finding]:
    """Whole days of the term of which nothing is held: nobody can play them to an inspector, so a person explains."""
    lacking = [row for row in rows if row.missing]
    if not lacking:
        return []
    worst = max(row.missing for row in lacking)
    values = {"names": listed([row.name for row in lacking]), "n": worst}
    says = Said(_("%(names)s 期限内有整天没有录像，最多 %(n)s 天"), values)
    gap = Gap(says, Said(_("说明缺失的原因")), reverse("selfcheck:item", args=[system.code, ITEM]))
    measured = {"cameras_with_days_missing": len(lacking), MISSING: worst}
    return [Finding(Result.NOT_SEEN, Provenance.MEASURED, (says,), measured, gap)]


def _deleted(system: System, rows: list[retention.Row], now: datetime, storage: str) -> Finding:
    overdue = [row.name for row in rows if row.overdue]
    unfinished = Deletion.objects.filter(camera__system=system, done_at__isnull=True).count()
    done = Deletion.objects.filter(camera__system=system, done_at__isnull=False).count()
    holds = sum(row.holds for row in rows)
    measured = {"deletions_done": done, "deletions_unfinished": unfinished, "overdue": len(overdue), "holds": holds}
    if overdue:
        word = Said(_("%(names)s 有期满仍未删除的录像"), {"names": listed(overdue)})
        gap = Gap(word, Said(_("查看未能删除的原因")), reverse("recordings:alarms"))
        return Finding(Result.VIOLATION, Provenance.MEASURED, (word,), measured, gap)
    says = Said(_("期满的都已删除，留存冻结 %(holds)s 项"), {"holds": holds})
    return Finding(Result.CONFORM, Provenance.MEASURED, (says,), measured)
