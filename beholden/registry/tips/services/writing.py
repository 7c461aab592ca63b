"""How every writer of this room writes: lock, compare the revision, ask the flow, note the act, log it."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.evidence import services as evidence
from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused
from beholden.registry.tips import flow, sealed
from beholden.registry.tips.models import Complaint, ComplaintAct, Tip, TipAct

SUBJECT = "tip"
One = TypeVar("One", Tip, Complaint)


class Conflict(Refused):
    """Somebody was quicker. Nothing was written."""

    def __init__(self) -> None:
        super().__init__("conflict", _("这件事刚刚有了新的变化，这次操作没有执行。请看过最新内容后再办。"))


def locked(one: One, seen: int | None) -> One:
    """The row as it is now, held until the transaction ends. Raises Conflict when ``seen`` is an older revision."""
    kept = type(one).objects.select_for_update(of=("self",)).get(pk=one.pk)
    if seen is not None and kept.revision != seen:
        raise Conflict
    return kept


def require(one: Tip | Complaint, action: str, account: Account | None) -> flow.Step:
    """The row of the flow that lets this person do this now. Raises Refused with the sentence why not."""
    found = flow.verdict(one, action, account)
    if not found.allowed or found.step is None:
        raise Refused("not_now", found.why, cite=found.step.cite if found.step else "")
    return found.step


def keep(one: Tip | Complaint, at: datetime, step: flow.Step) -> None:
    """Save the next revision, in the state the row leads to."""
    one.state = step.to or one.state
    one.revision += 1
    one.changed_at = at
    one.save()


def note(tip: Tip, action: str, by: Account | None, at: datetime, text: str = "", **more: Any) -> TipAct:
    """One line of a tip's course."""
    return TipAct.objects.create(tip=tip, action=action, by=by, at=at, note=text[:500], **more)


def note_complaint(one: Complaint, action: str, by: Account | None, at: datetime, text: str = "") -> ComplaintAct:
    """One line of a complaint's course, its text sealed. The log gets a hash alone: that it exists is nobody's affair.

    Raises Refused: the log takes nothing, so nothing is decided.
    """
    said = {"complaint": one.code, "action": action, "state": one.state, "by": by.code if by else "", "note": text}
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace"))
    index = _append({"sha256": digest.hexdigest()}, at)
    shut = sealed.shut("complaint", one.code, "note", text) if text else ""
    return ComplaintAct.objects.create(complaint=one, action=action, by=by, at=at, note=shut, log_index=index)


def log(tip: Tip, action: str, by: Account | None, at: datetime, **more: Any) -> int:
    """An act in the evidence log; its index there. Never the reporter's words or contact. Raises Refused."""
    body = {"number": tip.code, "action": action, "tip": tip.code, **more}
    if by is not None:
        body |= {"username": by.username, "name": by.name, "unit": by.organisation.name if by.organisation else ""}
    return _append(body, at)


def _append(body: dict[str, Any], at: datetime) -> int:
    try:
        return evidence.append("decide", body, at=at).index
    except evidence.LogUnavailable as error:
        raise Refused("log_unavailable", _("存证账本现在写不进去，所以没有办理。请稍后再办。")) from error


def subject(tip: Tip) -> tuple[str, str]:
    """How clocks and documents name a tip."""
    return SUBJECT, tip.code


def now_or(now: datetime | None) -> datetime:
    """The caller's time, or the clock's."""
    return now or timezone.now()
