"""How every writer of this room writes: lock, compare the revision, ask the flow, note the act, append to the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from beholden.ground.acts import writing
from beholden.ground.acts.writing import now_or as now_or
from beholden.ground.people.models import Account
from beholden.site.dossiers import flow
from beholden.site.dossiers.kinds import SECRET
from beholden.site.dossiers.models import DossierAct, DossierEntry
from beholden.site.dossiers.refusals import Conflict


def locked(entry: DossierEntry, seen: int | None) -> DossierEntry:
    """The row as it is now, held until the transaction ends. Raises Conflict when ``seen`` is an older revision."""
    return writing.locked(DossierEntry.objects.select_related("unit"), entry, seen, Conflict)


def require(entry: DossierEntry, action: str, account: Account) -> flow.Step:
    """The row of the flow table that lets this person do this now. Raises Refused with the sentence why not."""
    return writing.allowed(flow.verdict(entry, action, account))


def keep(entry: DossierEntry, at: datetime) -> None:
    """Save the next revision."""
    entry.revision += 1
    entry.changed_at = at
    entry.save()


def note(entry: DossierEntry, action: str, by: Account, at: datetime, text: str = "", **more: Any) -> DossierAct:
    """One line of the timeline, and the decision in the evidence log. Raises Refused: nothing is kept then."""
    index = log(entry.code, action, by, at, kind="" if entry.kind in SECRET else entry.kind, state=entry.state, **more)
    return DossierAct.objects.create(entry=entry, action=action, at=at, by=by, note=text[:500], log_index=index)


def log(code: str, action: str, by: Account, at: datetime, **more: Any) -> int:
    """A decision in the evidence log (kind decide); its index there. That an entry is of a secret unit never stands
    in it. Raises Refused."""
    body = {
        "number": code,
        "action": f"dossier.{action}",
        **more,
    }
    return writing.log(by, at, body)
