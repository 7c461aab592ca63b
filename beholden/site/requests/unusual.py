"""What an auditor should look at in the register, each with the reason it is shown (R16(2)(2)).

By person and day: many looks, looks at night, the same camera again and again, an investigation or an authority named
without a request of ours; and grants that run long. Watching live on duty is not counted. The thresholds are ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractHour, TruncDate
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account, Grant
from beholden.ground.people.permissions import may_audit
from beholden.site.access.models import AccessEntry, Action, Purpose, Result
from beholden.site.requests.models import AccessReview

SPAN: Final = timedelta(days=30)
MANY: Final = 60  # looks of one person in a day
NIGHT: Final = 5  # looks of one person between eleven and five
AGAIN: Final = 10  # looks of one person at one camera in a day
OLD_GRANT: Final = timedelta(days=180)
MOST: Final = 200
_HOURS: Final = (23, 0, 1, 2, 3, 4)
_NUMBER: Final = "查调〔"  # how a request's number begins, in every look made for it


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: ``key`` names it for good, ``says`` why it is shown, ``address`` leads to the entries."""

    key: str
    kind: str
    name: str
    unit: str
    says: str
    address: str


def findings(now: datetime) -> list[Finding]:
    """What is unusual in the last thirty days and has no words of an auditor yet; at most ``MOST``."""
    known = set(AccessReview.objects.values_list("key", flat=True))
    return [found for found in _all(now) if found.key not in known][:MOST]


def _all(now: datetime) -> Iterator[Finding]:
    looks = AccessEntry.objects.filter(result=Result.GRANTED, at__gt=now - SPAN, at__lte=now)
    looks = looks.exclude(action=Action.LIVE).annotate(day=TruncDate("at")).order_by()
    yield from _daily(looks, "many", MANY, _("一天查看 %(n)d 次录像"))
    night = looks.annotate(hour=ExtractHour("at")).filter(hour__in=_HOURS)
    yield from _daily(night, "night", NIGHT, _("夜间 23 点到 5 点查看 %(n)d 次录像"))
    named = looks.filter(purpose__in=(Purpose.INTERNAL, Purpose.AUTHORITY))
    says = _("以调查或者配合国家机关为由查看 %(n)d 次，没有对应的申请")
    yield from _daily(named.exclude(purpose_note__startswith=_NUMBER), "no_case", 1, says)
    same = looks.values("account", "name", "username", "unit", "day", "camera_code", "camera_name")
    for row in same.annotate(n=Count("pk")).filter(n__gte=AGAIN).order_by("-day", "account")[:MOST]:
        key = f"again:{row['username']}:{row['camera_code']}:{row['day']}"
        words = _("一天 %(n)d 次查看同一台设备：%(camera)s") % {"n": row["n"], "camera": row["camera_name"]}
        yield _found(key, "again", row, words)
    for grant in _old(now)[:MOST]:
        words = _("授权从 %(day)s 起一直有效，请复核是否仍有必要") % {"day": f"{grant.starts:%Y-%m-%d}"}
        unit = grant.account.organisation.name if grant.account.organisation else ""
        yield Finding(f"grant:{grant.code}:{now:%Y-%m}", "grant", grant.account.name, unit, words, "/grants")


def _daily(looks: QuerySet[AccessEntry], kind: str, least: int, says: str) -> Iterator[Finding]:
    by_day = looks.values("account", "name", "username", "unit", "day").annotate(n=Count("pk"))
    for row in by_day.filter(n__gte=least).order_by("-day", "account")[:MOST]:
        yield _found(f"{kind}:{row['username']}:{row['day']}", kind, row, says % {"n": row["n"]})


def _found(key: str, kind: str, row: dict[str, object], says: str) -> Finding:
    day = f"{row['day']}"
    address = f"/register?person={row['username']}&since={day}T00:00"
    return Finding(key[:100], kind, str(row["name"]), str(row["unit"]), f"{day} {says}", address)


def _old(now: datetime) -> QuerySet[Grant]:
    running = Grant.objects.in_force(now).filter(starts__lt=now - OLD_GRANT)
    return running.select_related("account__organisation").order_by("starts", "pk")


def may_review(account: Account) -> bool:
    """The auditor."""
    return may_audit(account)
