"""The clocks of a filing: the unit's to file, the authority's to review, the window's to hand over (R14, M7, M8)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.conf import settings

from beholden.engines import rulebook
from beholden.ground.deadlines import services as deadlines
from beholden.ground.deadlines.models import Deadline
from beholden.registry.filings import answers
from beholden.registry.filings.models import Filing, Kind, State
from beholden.registry.filings.services.writing import subject, told

TO_FILE: Final = ("filing.term.new", "filing.term.legacy")
TO_CHANGE: Final = "filing.term.change"
REVIEW: Final = "filing.review.online"
ARCHIVE: Final = "filing.archive.window"


def start_of_regulation() -> date:
    """The day the Regulation came into force, from its instrument."""
    found = rulebook.opened(settings.LAW).shelf.by_key["R"].from_
    assert found is not None
    return found


def unit_term(filing: Filing) -> tuple[str, date] | None:
    """(rule, first day) of the unit's own term, or None while the answers don't say."""
    in_use = answers.day(filing.answers, "in_use_date")
    if in_use is None or not filing.place_category or filing.kind != Kind.NEW:
        return None
    if in_use < start_of_regulation():
        return TO_FILE[1], start_of_regulation()
    return TO_FILE[0], in_use


def follow_unit(filing: Filing, at: datetime) -> None:
    """Start, move or end the unit's clock as the answers now say (F-3, F-4)."""
    wanted = unit_term(filing)
    place = answers.place(filing.answers, at.date())
    for running in Deadline.objects.filter(
        subject_kind=subject(filing)[0], subject_code=filing.code, rule__in=TO_FILE, ended_at__isnull=True
    ):
        if wanted != (running.rule, running.started) or running.division != place:
            deadlines.drop(running.rule, subject(filing), "填报内容有变化，重新计算", now=at)
    if wanted is None or filing.state not in (State.DRAFT, State.CORRECTION_REQUESTED):
        return
    try:
        deadlines.start(wanted[0], subject(filing), wanted[1], place, told(filing), filing.unit, now=at)
    except rulebook.LawError:
        return  # no term is owed there (R9(2), R33)


def met_by_unit(filing: Filing, at: datetime) -> None:
    """The unit has handed it in."""
    for rule in TO_FILE:
        deadlines.meet(rule, subject(filing), now=at)


def start_review(filing: Filing, on: date, at: datetime) -> date | None:
    """The authority's clock from the day of submission; its last day. A resubmission starts it anew (F-18)."""
    if filing.authority is None:
        return None
    place = answers.place(filing.answers, on)
    return deadlines.start(REVIEW, subject(filing), on, place, told(filing), filing.authority, now=at).due


def start_archive(filing: Filing, at: datetime) -> date | None:
    """The window's clock from the day the papers came in (M8(2)); runs once for one paper filing."""
    if filing.authority is None or filing.received_on is None:
        return None
    place = answers.place(filing.answers, filing.received_on)
    facts = {"filing.channel": "window"}
    made = deadlines.start(ARCHIVE, subject(filing), filing.received_on, place, facts, filing.authority, now=at)
    return made.due


def stop(filing: Filing, rule: str, at: datetime) -> None:
    """What was owed under this rule is done."""
    deadlines.meet(rule, subject(filing), now=at)


def drop_all(filing: Filing, why: str, at: datetime) -> None:
    """Nothing is owed any more: withdrawn or ceased."""
    for rule in (*TO_FILE, REVIEW, ARCHIVE):
        deadlines.drop(rule, subject(filing), why, now=at)
