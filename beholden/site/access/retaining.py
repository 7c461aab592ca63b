"""How long the register keeps who looked (R16(2)(3)). No text fixes that: nothing is erased until the site sets a term.

`BEHOLDEN_REGISTER_MONTHS` is the site's word; what texts do fix are floors under it: network logs, and records of
personal information that was provided to others. Erased is what tells a person; number, time, camera, result, leaf hash
and the entry on the log stay, so that no number is missing and the tree stays whole.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.engines.rulebook.clock import add_months
from beholden.ground.evidence.reading import LogUnavailable
from beholden.site.access.models import AccessEntry, Action, Purpose
from beholden.site.access.services import erasing
from beholden.site.recordings.models import RetentionRun

logger = logging.getLogger(__name__)
LOGS: Final = "logs.retention"
PROVIDED: Final = "provision_records.retention"
TO_OTHERS: Final = frozenset({Purpose.AUTHORITY, Purpose.REQUEST})
TRUSTED: Final = timedelta(days=3)  # a clock that moved more since footage was last looked through is doubted
BATCH: Final = 500
_NATION: Final = "000000"


@dataclass(frozen=True, slots=True)
class Term:
    """``months`` the site set (0: none); ``provided`` the floor of what went to others. ``problem`` says why nothing
    can be erased, ``cite`` on which article."""

    months: int
    provided: int
    cite: str = ""
    problem: str = ""

    def last_day(self, entry: AccessEntry) -> date:
        """The last day its content is kept."""
        outside = entry.action == Action.EXPORT or entry.purpose in TO_OTHERS
        months = max(self.months, self.provided) if outside else self.months
        return add_months(timezone.localdate(entry.at), months)


def term(on: date) -> Term:
    """The term as it stands on a day; a site's term below what a text asks for is a problem, never applied."""
    months = settings.REGISTER_MONTHS
    book = rulebook.opened(settings.LAW)
    try:
        logs, provided = (book.resolve(rule, on, _NATION, {}) for rule in (LOGS, PROVIDED))
    except rulebook.LawError:
        return Term(months, 0, "", _("没有查到网络日志的最短保存期限，所以没有删除任何登记。"))
    cite = logs.because[0].cite
    if months and months < logs.value:
        said = _("设定的 %(months)d 个月短于网络日志至少保存的 %(least)d 个月，所以没有删除任何登记。")
        return Term(months, provided.value, cite, said % {"months": months, "least": logs.value})
    return Term(months, provided.value, cite)


def erase_due(now: datetime | None = None) -> int:
    """Erase the content of entries whose term is over; returns how many. Without a term, or the clock in doubt, 0."""
    at = now or timezone.now()
    today = timezone.localdate(at)
    found = term(today)
    if not found.months or found.problem:
        return 0
    if not _clock_is_trusted(at):
        logger.warning("the clock has moved since footage was last looked through: nothing of the register is erased")
        return 0
    oldest = at - timedelta(days=28 * found.months)
    waiting = AccessEntry.objects.filter(erased_at__isnull=True, at__lt=oldest).order_by("number")
    due = [entry for entry in waiting.iterator() if today > found.last_day(entry)]
    try:
        for start in range(0, len(due), BATCH):
            erasing.erase(due[start : start + BATCH], found.months, found.cite, at)
    except LogUnavailable as error:
        logger.error("nothing more of the register is erased: %s", error)
        return AccessEntry.objects.filter(erased_at=at).count()
    return len(due)


def _clock_is_trusted(at: datetime) -> bool:
    last = RetentionRun.objects.filter(pk=1).values_list("at", flat=True).first()
    return last is not None and abs(at - last) <= TRUSTED
