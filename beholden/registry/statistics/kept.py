"""Readers of what the job counted: sums of some hundreds of rows, and as of when they are (M7, R25(1)).

Who reads a number may read each record it counts: of filings and inspections those of the reader's own police, of
orders those of the area.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.registry.filings.permissions import remit
from beholden.registry.statistics.models import Counting, KeptCount
from beholden.registry.statistics.scope import Scope

_OF_EVERY_POLICE: Final = frozenset({"orders"})


def sums(scope: Scope, subject: str, names: Sequence[str], *, ever: bool = False) -> dict[str, int]:
    """How many of the scope answer to each of these measures; ``ever``: of whatever month."""
    found = _counts(scope, subject, names, [scope.area], ever=ever)
    got = dict(found.order_by().values_list("measure").annotate(Sum("count")))
    return {name: got.get(name, 0) for name in names}


def sums_of(parts: Sequence[str], scope: Scope, subject: str, names: Sequence[str]) -> dict[str, dict[str, int]]:
    """The same for each of several areas within the scope's."""
    within = [part for part in parts if part.startswith(scope.area)]
    found = _counts(scope, subject, names, within)
    got: dict[str, dict[str, int]] = {part: dict.fromkeys(names, 0) for part in within}
    for part, name, count in found.order_by().values_list("area", "measure").annotate(Sum("count")):
        got[part][name] = count
    return got


def _counts(
    scope: Scope, subject: str, names: Sequence[str], areas: Iterable[str], *, ever: bool = False
) -> QuerySet[KeptCount]:
    police = "" if subject in _OF_EVERY_POLICE else remit(scope.account.organisation)[0]
    found = KeptCount.objects.filter(subject=subject, jurisdiction=police, area__in=areas, measure__in=names)
    return found if ever else found.filter(month__gte=scope.period.start, month__lt=scope.period.until)


def fresh(*subjects: str) -> str:
    """A sentence: as of when the numbers of these are."""
    known = list(Counting.objects.filter(subject__in=subjects).values_list("at", flat=True))
    if len(known) < len(subjects):
        return _("后台还没有统计过；每小时统计一次。")
    at = timezone.localtime(min(known))
    return _("截至 %(at)s，每小时统计一次；点开的名单是现在的。") % {"at": f"{at:%Y-%m-%d %H:%M}"}
