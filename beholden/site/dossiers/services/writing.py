"""How every writer of this room writes: lock, compare the revision, ask the flow, note the act, append to the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.evidence import services as evidence
from beholden.ground.people.models import Account
from beholden.site.dossiers import flow
from beholden.site.dossiers.kinds import SECRET
from beholden.site.dossiers.models import DossierAct, DossierEntry
from beholden.site.dossiers.refusals import Conflict, Refused


def locked(entry: DossierEntry, seen: int | None) -> DossierEntry:
    """The row as it is now, held until the transaction ends. Raises Conflict when ``seen`` is an older revision."""
    kept = DossierEntry.objects.select_for_update(of=("self",)).select_related("unit").get(pk=entry.pk)
    if seen is not None and kept.revision != seen:
        raise Conflict
    return kept


def require(entry: DossierEntry, action: str, account: Account) -> flow.Step:
    """The row of the flow table that lets this person do this now. Raises Refused with the sentence why not."""
    found = flow.verdict(entry, action, account)
    if not found.allowed or found.step is None:
        raise Refused("not_now", found.why, cite=found.step.cite if found.step else "")
    return found.step


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
        "action": action,
        "username": by.username,
        "name": by.name,
        "unit": by.organisation.name if by.organisation else "",
        **more,
    }
    try:
        return evidence.append("decide", body, at=at).index
    except evidence.LogUnavailable as error:
        raise Refused("log_unavailable", _("存证账本现在写不进去，所以没有保存。请稍后再办。")) from error


def now_or(now: datetime | None) -> datetime:
    """The caller's time, or the clock's."""
    return now or timezone.now()
