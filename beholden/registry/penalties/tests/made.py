"""Cases as the cast makes them, through the services only; for tests of every room."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from beholden.ground.documents.tests.undrawn import undrawn
from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections.models import Inspection
from beholden.registry.inspections.tests import made as visits
from beholden.registry.penalties import services
from beholden.registry.penalties.models import Case, Party
from beholden.registry.penalties.services import Person

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)  # two in the afternoon, a Friday
BOSS = Person("赵店长", "resident", "130203198001011234", "13900000001", "唐山市路北区", "店长")
OWNER = Person("钱某某", "resident", "130203197505055678", "13900000002", "唐山市路南区")
STORY = "在商场二层试衣间内安装摄像机一台，镜头朝向试衣区域，已连续使用。"
ITEMS = {"P-26": 1, "P-28": 3, "P-29": 4, "P-27-1": 9}  # which item of the checklist shows it
EVIDENCE = "检查笔录、现场照片 6 张、执法记录仪录像。"


def opened(cast: Cast, *, now: datetime = NOW, **changed: Any) -> Case:
    """A case of the prohibited camera (P-27-1, no grace) against the unit, from a closed inspection."""
    told: dict[str, Any] = {
        "violation": "P-27-1",
        "story": STORY,
        "evidence": EVIDENCE,
        "facts": {},
        "officers": [cast.station_officer],
        **changed,
    }
    if "inspection" not in told and "unit" not in told and "individual" not in told:
        told["inspection"] = inspected(cast, ITEMS[told["violation"]], now=now - timedelta(hours=4))
    return services.open_case(cast.county_officer, now=now, **told)


def inspected(cast: Cast, *bad: int, now: datetime = NOW, **changed: Any) -> Inspection:
    """A closed inspection that found these items violated, of whichever kind; nobody looks at its letters."""
    told = {"scheduled_on": timezone.localdate(now), "override_reason": "测试另行检查", **changed}
    with undrawn():
        return visits.closed(cast, bad=bad, now=now, items=sorted({1, *bad}), extra_reason="查看试衣区域", **told)


def proposed(cast: Cast, *, fine: int = 10_000, now: datetime = NOW, **changed: Any) -> Case:
    """With its proposal: the main party's fine, the others none."""
    case = opened(cast, now=now, **changed)
    return propose(cast, case, fine, now=now)


def propose(cast: Cast, case: Case, fine: int, *, now: datetime = NOW, **changed: Any) -> Case:
    """A proposal of a fine for the main party, with every measure the article names."""
    told: dict[str, Any] = {
        "fines": {main(case).code: fine},
        "measures": ["confiscate_equipment", "delete_footage"] if case.violation in ("P-26", "P-27-1", "P-28") else [],
        "reason": "安装时间较短，未发现外传。",
        "far_reason": "本机关首件此类案件，参照幅度下限。",
        **changed,
    }
    return services.propose(cast.county_officer, case, now=now, **told)


def noticed(cast: Cast, *, now: datetime = NOW, **changed: Any) -> Case:
    """Told of."""
    case = proposed(cast, now=now, **changed)
    until = timezone.localdate(now) + timedelta(days=5)
    return services.give_notice(cast.county_officer, case, defence_until=until, now=now)


def fixed(cast: Cast, case: Case, *, now: datetime = NOW) -> Case:
    """Its evidence fixed."""
    services.fix_evidence(
        cast.county_officer, case, what="录像副本", on=timezone.localdate(now), sha256="ab" * 32, now=now
    )
    return fresh(case)


def under_review(cast: Cast, *, now: datetime = NOW, **changed: Any) -> Case:
    """Asked to be decided, the terms having run out in silence."""
    case = fixed(cast, noticed(cast, now=now, **changed), now=now)
    return services.submit(cast.county_officer, case, fines={}, reason="事实清楚，证据充分。", now=later(now, 10))


def decided(cast: Cast, *, now: datetime = NOW, **changed: Any) -> Case:
    """Decided by the one in charge."""
    return services.approve(cast.supervisor, under_review(cast, now=now, **changed), now=later(now, 11))


def served(cast: Cast, *, now: datetime = NOW, **changed: Any) -> Case:
    """In the hands of its party."""
    case = decided(cast, now=now, **changed)
    at = later(now, 12)
    for party in case.parties.exclude(decision=""):
        services.serve(
            cast.county_officer,
            case,
            party=party.code,
            on=timezone.localdate(at),
            manner="direct",
            proof="本人签收",
            now=at,
        )
    return fresh(case)


def main(case: Case) -> Party:
    """The main party."""
    return case.parties.exclude(kind="responsible").get()


def fresh(case: Case) -> Case:
    """The row as it is now."""
    return Case.objects.get(pk=case.pk)


def later(now: datetime, days: int) -> datetime:
    """So many days on."""
    return now + timedelta(days=days)


def day(now: datetime, days: int = 0) -> date:
    """The local day so many days on."""
    return timezone.localdate(later(now, days))
