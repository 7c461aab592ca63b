"""Reading the clocks. Nothing depends on a job having run: how a clock stands is worked out from today's date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beholden.ground.deadlines import subjects
from beholden.ground.deadlines.models import Deadline, Ending

READERS: Final = frozenset({"manager", "county_officer", "supervisor"})  # this room stands below `people`: by name
SOON: Final = timedelta(days=3)  # how early we remind is ours to choose; the term is the law's


@dataclass(frozen=True, slots=True)
class Standing:
    """How a clock stands today. ``state`` is a kind of the `state` tag; ``days`` left, negative when over."""

    deadline: Deadline
    state: str
    word: str
    days: int
    title: str
    address: str
    name: str

    @property
    def over(self) -> bool:
        """Whether the last day in law has passed undone."""
        return self.state == "over"


def of(subject_kind: str, subject_code: str) -> QuerySet[Deadline]:
    """Every clock of one matter, running ones first, then by date."""
    found = Deadline.objects.filter(subject_kind=subject_kind, subject_code=subject_code)
    return found.select_related("owner").order_by("ended_at", "due", "id")


def visible_to(account: Any) -> QuerySet[Deadline]:
    """Running clocks whose owner is the person's own organisation; nobody else's."""
    if not account.is_authenticated or not account.is_active or account.organisation_id is None:
        return Deadline.objects.none()
    if account.role not in READERS:
        return Deadline.objects.none()
    return Deadline.objects.filter(owner_id=account.organisation_id, ended_at__isnull=True).select_related("owner")


def overdue(found: QuerySet[Deadline], today: date) -> QuerySet[Deadline]:
    """Of these, the running ones whose last day has passed."""
    return found.filter(ended_at__isnull=True, due__lt=today)


def due_soon(found: QuerySet[Deadline], today: date) -> QuerySet[Deadline]:
    """Of these, the running ones to be done within the next days: reminded by the strict date, before a moved one."""
    return found.filter(ended_at__isnull=True, due__gte=today, strict__lte=today + SOON)


def standing(deadline: Deadline, today: date | None = None, name: str = "") -> Standing:
    """How one clock stands, in the reader's language; ``name`` is how people call its matter."""
    day = today or timezone.localdate()
    language = get_language() or "zh-hans"
    state, word = _ended(deadline) if deadline.ended_on else _running(deadline, day)
    return Standing(
        deadline,
        state,
        word,
        (deadline.due - (deadline.ended_on or day)).days,
        deadline.title(language),
        subjects.address(deadline.subject_kind, deadline.subject_code),
        name or deadline.subject_code,
    )


def standings(found: Iterable[Deadline], today: date | None = None) -> list[Standing]:
    """How each stands, in the order given, each matter by the name its room gives it."""
    deadlines = list(found)
    names = subjects.names({(deadline.subject_kind, deadline.subject_code) for deadline in deadlines})
    return [
        standing(deadline, today, names.get((deadline.subject_kind, deadline.subject_code), ""))
        for deadline in deadlines
    ]


def _ended(deadline: Deadline) -> tuple[str, str]:
    if deadline.ending == Ending.DROPPED:
        return "idle", _("不再需要")
    if deadline.ended_on and deadline.ended_on > deadline.due:
        return "over", _("逾期完成")
    return "good", _("按期完成")


def _running(deadline: Deadline, day: date) -> tuple[str, str]:
    left = (deadline.due - day).days
    if left < 0:
        return "over", _("已超期 %(days)d 天") % {"days": -left}
    if deadline.strict < day:
        return "due", _("严格日期已过，节假日顺延中")
    if deadline.strict <= day + SOON:
        return "due", _("今天截止") if left == 0 else _("还有 %(days)d 天") % {"days": left}
    if deadline.provisional:
        return "provisional", _("还有 %(days)d 天") % {"days": left}
    return "idle", _("还有 %(days)d 天") % {"days": left}
