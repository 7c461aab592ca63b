"""How every writer of this room writes: lock, compare the revision, ask the flow, note the act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beholden.ground.acts import refusals, writing
from beholden.ground.acts.writing import now_or
from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused, text
from beholden.registry.inspections import flow
from beholden.registry.inspections.models import Inspection, InspectionAct

SUBJECT: Final = "inspection"


class Conflict(refusals.Conflict):
    """Somebody was quicker: another phone, another tab. Nothing was written."""

    words = gettext_lazy("这次检查刚刚有了新的变化，这次操作没有执行。请看过最新内容后再办。")


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was done: by the device's clock, how far that was from ours (ms, None: not known), and here."""

    at_device: datetime
    offset_ms: int | None
    at_server: datetime

    @classmethod
    def here(cls, now: datetime | None) -> Moment:
        """Done at a desk: one clock, ours."""
        at = now or timezone.now()
        return cls(at, 0, at)

    def told(self) -> dict[str, Any]:
        """As columns."""
        return {"at_device": self.at_device, "offset_ms": self.offset_ms, "at_server": self.at_server}


def locked(visit: Inspection, seen: int | None = None) -> Inspection:
    """The row as it is now, held until the transaction ends. Raises Conflict when ``seen`` is an older revision."""
    return writing.locked(Inspection.objects.select_related("unit", "authority"), visit, seen, Conflict)


def require(visit: Inspection, action: str, account: Account) -> flow.Step:
    """The row of the flow table that lets this person do this now. Raises Refused with the sentence why not."""
    return writing.allowed(flow.verdict(visit, action, account))


def keep(visit: Inspection, at: datetime, *, state: str = "") -> None:
    """Save the next revision; ``state`` is a new one the flow table gave."""
    if state:
        visit.state = state
    visit.revision += 1
    visit.changed_at = at
    visit.save()


def note(visit: Inspection, action: str, by: Account | None, moment: Moment, words: str = "", **more: Any) -> None:
    """One line of the timeline."""
    InspectionAct.objects.create(
        inspection=visit,
        action=action,
        by=by,
        at=moment.at_server,
        at_device=moment.at_device,
        offset_ms=moment.offset_ms,
        note=words[:1000],
        **more,
    )


def log(visit: Inspection, action: str, by: Account, at: datetime, **more: Any) -> int:
    """A decision in the evidence log (kind decide); its index there. Raises Refused: nothing is decided then."""
    body = {
        "number": visit.number,
        "action": f"inspection.{action}",
        "inspection": visit.code,
        **more,
    }
    return writing.log(by, at, body)


def reasoned(value: object, field: str, *, longest: int = 500, least: int = 4) -> str:
    """A typed reason, long enough to be one. Raises Refused."""
    kept = text(value, _("理由"), longest, field=field, lines=True)
    if len(kept) < least:
        raise Refused("empty", _("请写明理由（至少 %(least)d 个字）") % {"least": least}, field=field)
    return kept


__all__ = ["SUBJECT", "Conflict", "Moment", "Refused", "keep", "locked", "log", "note", "now_or", "reasoned", "require"]
