"""Item 4: filed, and the filing is true: what the registry said last, against the cameras that are in use (R14)."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beholden.engines.attestation.question import digest
from beholden.ground.systems.models import CameraState, System
from beholden.site.selfcheck.answering.findings import Finding, Gap
from beholden.site.selfcheck.models import FilingSeen, Provenance, Result
from beholden.site.selfcheck.saying import Said

FRESH_DAYS = 7  # an older answer is asked for again before it counts; ours to choose, no term of the law


def findings(system: System, now: datetime) -> list[Finding]:
    """One finding: filed and true, filed and different, not filed, or not known."""
    seen = FilingSeen.objects.filter(system=system).first()
    if seen is None or seen.answered_at is None:
        return [_unknown(system, seen)]
    if (now - seen.answered_at).days >= FRESH_DAYS:
        return [_unknown(system, seen)]
    answer = seen.answer
    if not answer.get("known"):
        return [_against(system, seen, Said(_("公安机关查不到本系统的备案")), _("办理备案"))]
    if not answer.get("in_force"):
        return [_against(system, seen, Said(_("备案已提交，尚未办结")), _("查看备案"))]
    return [_compared(system, seen)]


def _compared(system: System, seen: FilingSeen) -> Finding:
    answer = seen.answer
    codes = list(system.cameras.filter(state=CameraState.ACTIVE).values_list("code", flat=True))
    filed = int(answer.get("cameras") or 0)
    same = filed == len(codes) and (not answer.get("codes") or answer["codes"] == digest(codes))
    head = Said(
        _("备案 %(number)s 第 %(version)s 版，%(since)s 生效"),
        {"number": answer.get("number"), "version": answer.get("version"), "since": answer.get("since")},
    )
    values = {"filed": filed, "used": len(codes)}
    measured = {
        "filed": True, "filing": str(answer.get("number") or ""), "filing_version": int(answer.get("version") or 0),
        "cameras_filed": filed, "cameras_used": len(codes), "cameras_same": same,
        "asked_on": _day(seen).isoformat(),
    }  # fmt: skip
    if same:
        word = Said(_("备案 %(filed)s 台，在用 %(used)s 台，一致"), values)
        return Finding(Result.CONFORM, Provenance.MEASURED, (head, word, _asked(seen)), measured)
    if filed == len(codes):
        word = Said(_("备案和在用都是 %(used)s 台，但不是同一批设备"), values)
    else:
        word = Said(_("备案 %(filed)s 台，在用 %(used)s 台，不一致"), values)
    gap = Gap(word, Said(_("办理备案变更")), "/filings")
    return Finding(Result.VIOLATION, Provenance.MEASURED, (head, word, _asked(seen)), measured, gap)


def _against(system: System, seen: FilingSeen, says: Said, action: object) -> Finding:
    measured = {"filed": False, "asked_on": _day(seen).isoformat()}
    return Finding(
        Result.VIOLATION, Provenance.MEASURED, (says, _asked(seen)), measured, Gap(says, Said(str(action)), "/filings")
    )


def _unknown(system: System, seen: FilingSeen | None) -> Finding:
    says = Said(_("还没有从公安机关得到本系统的备案情况"))
    sentences = [says]
    if seen and seen.answered_at:
        says = Said(_("公安机关 %(day)s 的答复已经过时"), {"day": _day(seen)})
        sentences = [says]
    if seen and seen.said:
        sentences.append(Said(_("最近一次询问没有得到答复：%(why)s"), {"why": seen.said}))
    gap = Gap(says, Said(_("查询备案情况")), reverse("selfcheck:filing", args=[system.code]))
    return Finding(Result.NOT_SEEN, "", tuple(sentences), {}, gap)


def _asked(seen: FilingSeen) -> Said:
    return Said(_("公安机关 %(day)s 答复"), {"day": _day(seen)})


def _day(seen: FilingSeen) -> date:
    return timezone.localdate(seen.answered_at)
