"""What the public may know of a System: read from the filing in force, nothing that isn't on this short list."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from beholden.engines import rulebook
from beholden.registry.filings import answers
from beholden.registry.filings import queries as filings
from beholden.registry.filings.models import State


@dataclass(frozen=True, slots=True)
class Notice:
    """The public side of a System. ``days`` as filed, ``floor_cite`` the article of the shortest term."""

    unit: str
    contact: str
    days: int | None
    floor_cite: str
    authority: str
    ceased: bool
    sign: str
    ask: str = ""  # where a resident asks to see footage, when the unit's system is run here


def notice(code: str) -> Notice | None:
    """What stands behind a sign's code; None when there is no filed System behind it."""
    found = filings.by_sign(code[:24])
    if found is None:
        return None
    here = found.system if found.system_id and settings.ROLE != "registry" else None
    days = found.answers.get("retention_days")
    return Notice(
        unit=found.unit_name or found.unit.name,
        contact=str(found.answers.get("public_contact") or ""),
        days=days if isinstance(days, int) else None,
        floor_cite=_floor_cite(found.answers),
        authority=found.authority.name if found.authority else "",
        ceased=found.state == State.CEASED or not found.in_force,
        sign=found.sign,
        ask=f"/ask/{here.code}" if here else "",  # an address of the site's wing, which this one does not import
    )


def _floor_cite(given: dict[str, object]) -> str:
    on = timezone.localdate()
    try:
        answer = rulebook.opened(settings.LAW).resolve(
            "retention.floor", on, answers.place(given, on), answers.facts(given)
        )
    except rulebook.LawError:
        return ""
    return answer.because[0].cite
