"""How every writer of this room writes: lock, compare the revision, ask the flow, note the act."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from beholden.ground.acts import refusals, writing
from beholden.ground.acts.writing import now_or
from beholden.ground.deadlines import services as deadlines
from beholden.ground.people.models import Account
from beholden.registry.filings import answers, flow
from beholden.registry.filings.models import Act, Filing

SUBJECT = "filing"


class Conflict(refusals.Conflict):
    """Somebody was quicker: another tab, the officer, the unit. Nothing was written."""

    words = gettext_lazy("这份备案刚刚有了新的变化，这次操作没有执行。请看过最新内容后再办。")


def locked(filing: Filing, seen: int | None) -> Filing:
    """The row as it is now, held until the transaction ends. Raises Conflict when ``seen`` is an older revision."""
    return writing.locked(Filing.objects.select_related("unit"), filing, seen, Conflict)


def require(filing: Filing, action: str, account: Account) -> flow.Step:
    """The row of the flow table that lets this person do this now. Raises Refused with the sentence why not."""
    return writing.allowed(flow.verdict(filing, action, account))


def keep(filing: Filing, at: datetime, *, state: str = "") -> None:
    """Save the next revision; ``state`` is a new one the flow table gave."""
    if state:
        filing.state = state
    filing.revision += 1
    filing.changed_at = at
    filing.save()


def note(filing: Filing, action: str, by: Account | None, at: datetime, text: str = "", **more: Any) -> Act:
    """One line of the timeline."""
    return Act.objects.create(filing=filing, action=action, by=by, at=at, note=text[:500], **more)


def log(filing: Filing, action: str, by: Account, at: datetime, **more: Any) -> int:
    """A decision on a filing in the evidence log; its index there. Raises Refused: nothing is decided then."""
    said = {"number": filing.number or filing.code, "filing": filing.code, "version": filing.version, **more}
    return entry(by, action, at, said)


def entry(by: Account, action: str, at: datetime, said: dict[str, Any]) -> int:
    """A decision in the evidence log (kind decide); its index there. Raises Refused: nothing is decided then."""
    return writing.log(by, at, {"action": action, **said})


def subject(filing: Filing) -> tuple[str, str]:
    """How clocks and documents name a filing."""
    return SUBJECT, filing.code


def told(filing: Filing) -> dict[str, Any]:
    """The facts for clocks, dates as text so that they can be kept."""
    found = answers.facts(filing.answers, channel=filing.channel)
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in found.items()}


__all__ = ["Conflict", "deadlines", "entry", "keep", "locked", "log", "note", "now_or", "require", "subject", "told"]
