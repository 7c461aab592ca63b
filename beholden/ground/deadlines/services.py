"""The only writers of deadlines. Every date comes from the rulebook, with its citation and its calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from beholden.engines import rulebook
from beholden.engines.rulebook.book import Term
from beholden.ground.deadlines.models import Deadline, Ending

_COUNTED = ("due", "strict", "provisional", "certain", "calendar", "value", "unit", "cite", "counted_by", "rulebook")


class AlreadyRunning(Exception):
    """The same clock runs for this matter, from another day: end it first."""


def start(
    rule: str,
    subject: tuple[str, str],
    on: date,
    at: str,
    facts: Mapping[str, Any] | None,
    owner: Any,
    *,
    now: datetime | None = None,
) -> Deadline:
    """Start the clock ``rule`` for ``subject`` (kind and code) from the day ``on`` at the division ``at``.

    ``owner`` is the organisation whose turn it is. Starting the same again gives the one that runs. Raises
    AlreadyRunning; rulebook.NoRuleInForce when the law gives no number there ("及时"), and the other LawErrors.
    """
    counted = _counted(_term(rule, on, at, facts or {}))
    try:
        with transaction.atomic():
            return Deadline.objects.create(
                subject_kind=subject[0],
                subject_code=subject[1],
                rule=rule,
                division=at,
                facts=dict(facts or {}),
                owner=owner,
                started=on,
                created_at=now or timezone.now(),
                **counted,
            )
    except IntegrityError:
        running = Deadline.objects.filter(
            subject_kind=subject[0], subject_code=subject[1], rule=rule, ended_at__isnull=True
        ).first()
        if running is None:
            raise
        if running.started != on or running.owner_id != owner.pk:
            raise AlreadyRunning(f"{rule} runs for {subject[1]} from {running.started}") from None
        return running


def meet(rule: str, subject: tuple[str, str], *, now: datetime | None = None) -> Deadline | None:
    """What was owed is done: the clock stops, late or not. None when it did not run."""
    return _end(rule, subject, Ending.MET, "", now)


def drop(rule: str, subject: tuple[str, str], why: str, *, now: datetime | None = None) -> Deadline | None:
    """It is no longer owed (withdrawn, ceased): the clock stops with its reason. None when it did not run."""
    if not why.strip():
        raise ValueError("a clock is not dropped without a reason")
    return _end(rule, subject, Ending.DROPPED, why.strip()[:200], now)


def recompute(*, now: datetime | None = None) -> int:
    """Count every running clock again, after the law or a calendar changed; how many moved.

    What a clock said before stays in ``former``. A clock whose rule no longer gives a number keeps its date.
    """
    book = rulebook.opened(settings.LAW)
    moved = 0
    stale = Deadline.objects.filter(ended_at__isnull=True).exclude(rulebook=book.sha256)
    for pk in list(stale.values_list("pk", flat=True)):
        with transaction.atomic():
            deadline = Deadline.objects.select_for_update().get(pk=pk)
            if deadline.running:
                moved += _again(deadline, now or timezone.now())
    return moved


def _again(deadline: Deadline, at: datetime) -> bool:
    try:
        counted = _counted(_term(deadline.rule, deadline.started, deadline.division, deadline.facts))
    except rulebook.LawError:
        return False  # the duty was counted when it arose; a person decides what a repeal means for it
    before = {name: getattr(deadline, name) for name in _COUNTED}
    moved = any(before[name] != counted[name] for name in ("due", "strict", "provisional", "certain"))
    if moved:
        kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in before.items()}
        deadline.former = [*deadline.former, {**kept, "until": at.isoformat()}]
    for name, value in counted.items():
        setattr(deadline, name, value)
    deadline.save()
    return moved


def _term(rule: str, on: date, at: str, facts: Mapping[str, Any]) -> Term:
    return rulebook.opened(settings.LAW).due(rule, on, at[:6], facts)


def _counted(term: Term) -> dict[str, Any]:
    return {
        "due": term.due.due,
        "strict": term.due.strict,
        "provisional": term.due.provisional,
        "certain": term.answer.certain,
        "calendar": term.due.calendar,
        "value": term.answer.value,
        "unit": term.answer.unit,
        "cite": term.answer.because[0].cite,
        "counted_by": list(term.due.cites),
        "rulebook": term.answer.rulebook,
    }


@transaction.atomic
def _end(rule: str, subject: tuple[str, str], ending: Ending, why: str, now: datetime | None) -> Deadline | None:
    running = Deadline.objects.select_for_update().filter(
        subject_kind=subject[0], subject_code=subject[1], rule=rule, ended_at__isnull=True
    )
    deadline = running.first()
    if deadline is None:
        return None
    deadline.ended_at = now or timezone.now()
    deadline.ended_on = timezone.localdate(deadline.ended_at)
    deadline.ending, deadline.why = ending, why
    deadline.save(update_fields=["ended_at", "ended_on", "ending", "why"])
    return deadline
