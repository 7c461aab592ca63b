"""The mall's dossiers in `beholden demo --county`: some in order, some running out, some missing (R11, R15, R16, R19).

Days are told from today, so that something is always about to run out. Told once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from beholden.cli import county_words as words

if TYPE_CHECKING:
    from beholden.ground.people.models import Account

_KEEPER: Final = "冀安科技有限公司（演示）"
# kind -> fields; a number is that many days from today
_ENTRIES: Final[tuple[tuple[str, Mapping[str, str | int]], ...]] = (
    ("design", {"title": "视频系统设计方案", "party": _KEEPER, "number": "JA-S-01", "signed_on": -420}),
    ("acceptance", {"title": "竣工验收报告", "party": _KEEPER, "number": "JA-Y-01", "signed_on": -330}),
    ("product", {"title": "网络摄像机检验报告", "party": _KEEPER, "number": "DEMO-CCC-1", "from_on": -500,
                 "until_on": 40}),
    ("contract", {"title": "系统维护合同", "party": _KEEPER, "service": "maintenance", "number": "JA-W-01",
                  "signed_on": -340, "from_on": -330, "until_on": 25}),
    ("confidentiality", {"title": "安全保密协议", "party": _KEEPER, "number": "JA-B-01", "signed_on": -340,
                         "from_on": -330, "until_on": 25}),
    ("maintenance_plan", {"title": "年度维护计划", "party": _KEEPER, "from_on": -200, "until_on": 165,
                          "interval_days": "90"}),
    ("maintenance", {"title": "第三季度维护", "party": _KEEPER, "happened_on": -97,
                     "result": "镜头清洁，录像抽查正常。"}),
    ("emergency_plan", {"title": "视频系统应急预案", "from_on": -300, "signed_on": -300}),
)  # fmt: skip
_STAFF: Final = (("王敏", "监看", {"vetting": -260, "confidentiality_training": -380}), ("刘洋", "值班", {}))


def fill(manager: Account, now: datetime) -> int:
    """Fill the dossiers of the manager's first System; how many entries (0: there are some already)."""
    from django.db import transaction
    from django.utils import timezone

    from beholden.site.dossiers import services
    from beholden.site.dossiers.kinds import KINDS
    from beholden.site.dossiers.models import DossierEntry

    unit = manager.organisation
    assert unit is not None
    system = unit.systems.first()
    if system is None or DossierEntry.objects.filter(unit=unit).exists():
        return 0
    today = timezone.localdate(now)

    def day(days: int) -> str:
        return (today + timedelta(days=days)).isoformat()

    with transaction.atomic():
        for kind, fields in _ENTRIES:
            given = {name: day(value) if isinstance(value, int) else value for name, value in fields.items()}
            made = services.add(manager, system, kind, given, now=now)
            if KINDS[kind].file:
                paper = words.paper(f"{kind} (demo)")
                services.attach(manager, made, f"{KINDS[kind].title}.pdf", [paper], now=now)
        for name, post, trained in _STAFF:
            person = services.add_staff(manager, {"name": name, "post": post, "joined_on": day(-270)}, now=now)
            for kind, days in trained.items():
                given = {"happened_on": day(days), "until_on": day(days + 365), "party": "安全管理部"}
                made = services.add(manager, person, kind, given, now=now)
                services.attach(manager, made, f"{kind}.pdf", [words.paper(f"{kind} (demo)")], now=now)
    return DossierEntry.objects.filter(unit=unit).count()
