"""A filing as one line of a list: what its page and its table file both show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from beholden.registry.filings import addresses
from beholden.registry.filings.models import DONE, Channel, Filing, Kind, State
from beholden.registry.filings.queries import deadlines


@dataclass(frozen=True, slots=True)
class Line:
    """``tone`` and ``due_tone`` are kinds of the tag `state`; ``due_tone`` "" when the day needs no mark."""

    filing: Filing
    address: str
    number: str
    unit: str
    system: str
    matter: str
    due: str
    due_tone: str
    cameras: str
    state: str
    tone: str


def lines(filings: Iterable[Filing], today: date) -> list[Line]:
    """The lines of these filings, in the reader's language."""
    start = addresses.start()
    return [_line(filing, today, start) for filing in filings]


def line(filing: Filing, today: date) -> Line:
    """The line of one filing."""
    return _line(filing, today, addresses.start())


def _line(filing: Filing, today: date, start: str) -> Line:
    due, due_tone = _due(filing.due, today)
    return Line(
        filing=filing,
        address=start + filing.code,
        number=filing.number or filing.code,
        unit=filing.unit_name or filing.unit.name,
        system=str(filing.answers.get("name") or "—"),
        matter=_matter(filing),
        due=due,
        due_tone=due_tone,
        cameras=str(filing.camera_count),
        state=str(State(filing.state).label),
        tone=tone(filing),
    )


def tone(filing: Filing) -> str:
    """The colour and icon its state is shown with."""
    if filing.state == State.CORRECTION_REQUESTED:
        return "due"
    return "good" if filing.state in DONE and filing.in_force else "idle"


def _matter(filing: Filing) -> str:
    window = f" · {_('窗口')}" if filing.channel == Channel.WINDOW else ""
    version = f" v{filing.version}" if filing.version > 1 else ""
    return f"{Kind(filing.kind).label}{window}{version}"


def _due(due: date | None, today: date) -> tuple[str, str]:
    if due is None:
        return "—", ""
    if due < today:
        return _("%(day)s 已超期") % {"day": f"{due:%m-%d}"}, "over"
    if due == today:
        return _("今天截止"), "due"
    return due.isoformat(), "due" if due <= today + deadlines.SOON else ""
