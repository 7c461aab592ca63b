"""Item 6: the register of looks is kept and whole, and people in key posts are vetted and trained (R16(2), M10(6))."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beholden.ground.evidence import heads
from beholden.ground.evidence.reading import LogUnavailable
from beholden.ground.systems.models import System
from beholden.site.access.models import AccessEntry, RegisterHead
from beholden.site.access.models import Result as Looked
from beholden.site.recordings.instants import midnight
from beholden.site.selfcheck.answering.findings import Finding, Gap
from beholden.site.selfcheck.models import Provenance, Result
from beholden.site.selfcheck.saying import Said


def findings(system: System, now: datetime) -> list[Finding]:
    """The register: how many looks this month, whether a number is missing, whether the log stands behind it."""
    first = midnight(timezone.localdate(now).replace(day=1), timezone.get_current_timezone())
    of_system = AccessEntry.objects.filter(camera__system=system, at__gte=first)
    month, refused = of_system.count(), of_system.filter(result=Looked.REFUSED).count()
    missing = _missing()
    broken = _broken()
    measured = {
        "looks_this_month": month,
        "looks_refused": refused,
        "register_missing": missing,
        "log_whole": not broken,
    }
    says = Said(
        _("本月登记 %(n)s 次，其中拒绝 %(refused)s 次，缺号 %(missing)s 个"),
        {"n": month, "refused": refused, "missing": missing},
    )
    register = reverse("register")
    if missing or broken:
        word = Said(_("信息调用登记缺号")) if missing else Said(_("存证账本有异常：%(why)s"), {"why": broken})
        gap = Gap(word, Said(_("查看信息调用登记")), register)
        return [Finding(Result.VIOLATION, Provenance.MEASURED, (says, word), measured, gap)]
    # that looks are registered says nothing of the people: papers or a declaration must
    return [Finding(Result.CONFORM, Provenance.MEASURED, (says,), measured, enough=False)]


def _missing() -> int:
    """Numbers the register gave and no longer has; the register is one for the whole installation."""
    head = RegisterHead.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    return max(0, head - AccessEntry.objects.count())


def _broken() -> str:
    try:
        head = heads.last()
    except LogUnavailable as error:
        return str(error)[:200]
    return head.why[:200] if head.state == "broken" else ""
