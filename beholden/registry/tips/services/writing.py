"""How every writer of this room writes: lock, compare the revision, ask the flow, note the act, log it."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy

from beholden.ground.acts import refusals, writing
from beholden.ground.acts.writing import now_or as now_or
from beholden.ground.people.models import Account
from beholden.registry.tips import flow, sealed
from beholden.registry.tips.models import Complaint, ComplaintAct, Tip, TipAct

SUBJECT = "tip"
One = TypeVar("One", Tip, Complaint)


class Conflict(refusals.Conflict):
    """Somebody was quicker. Nothing was written."""

    words = gettext_lazy("这件事刚刚有了新的变化，这次操作没有执行。请看过最新内容后再办。")


def locked(one: One, seen: int | None) -> One:
    """The row as it is now, held until the transaction ends. Raises Conflict when ``seen`` is an older revision."""
    return writing.locked(type(one).objects, one, seen, Conflict)


def require(one: Tip | Complaint, action: str, account: Account | None) -> flow.Step:
    """The row of the flow that lets this person do this now. Raises Refused with the sentence why not."""
    return writing.allowed(flow.verdict(one, action, account))


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
    index = writing.log(None, at, {"sha256": digest.hexdigest()})
    shut = sealed.shut("complaint", one.code, "note", text) if text else ""
    return ComplaintAct.objects.create(complaint=one, action=action, by=by, at=at, note=shut, log_index=index)


def log(tip: Tip, action: str, by: Account | None, at: datetime, **more: Any) -> int:
    """An act in the evidence log; its index there. Never the reporter's words or contact. Raises Refused."""
    body = {"number": tip.code, "action": action, "tip": tip.code, **more}
    return writing.log(by, at, body)


def subject(tip: Tip) -> tuple[str, str]:
    """How clocks and documents name a tip."""
    return SUBJECT, tip.code
