"""The three things every writer does: take the row as it is now, ask the flow, tell the evidence log."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines.flow import Step, Verdict
from beholden.ground.acts.refusals import Conflict, Refused
from beholden.ground.evidence import services as evidence
from beholden.ground.people.models import Account

M = TypeVar("M", bound=Model)
S = TypeVar("S", bound=Step)


def locked(rows: QuerySet[M], case: M, seen: int | None, conflict: type[Conflict]) -> M:
    """The row as it is now, held until the transaction ends. Raises ``conflict`` when ``seen`` is an older revision."""
    kept = rows.select_for_update(of=("self",)).get(pk=case.pk)
    if seen is not None and kept.revision != seen:  # type: ignore[attr-defined]
        raise conflict
    return kept


def allowed(found: Verdict[S]) -> S:
    """The row that lets this person do this now. Raises Refused with the sentence why not."""
    if not found.allowed or found.step is None:
        raise Refused("not_now", found.why, cite=found.cite)
    return found.step


def log(by: Account | None, at: datetime, body: dict[str, Any]) -> int:
    """A decision in the evidence log (kind decide), with who made it; its index there.

    Raises Refused: the log takes nothing, so nothing is decided.
    """
    if by is not None:
        unit = by.organisation.name if by.organisation else ""
        body = {"username": by.username, "name": by.name, "unit": unit, **body}
    try:
        return evidence.append("decide", body, at=at).index
    except evidence.LogUnavailable as error:
        raise Refused("log_unavailable", _("存证账本现在写不进去，所以没有办理。请稍后再办。")) from error


def now_or(now: datetime | None) -> datetime:
    """The caller's time, or the clock's."""
    return now or timezone.now()
