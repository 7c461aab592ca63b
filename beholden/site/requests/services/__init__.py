"""The only writers of the requests room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from beholden.ground.people.models import Account
from beholden.site.dossiers.refusals import Refused
from beholden.site.requests.models import FootageRequest
from beholden.site.requests.services.breaking import break_glass, review, settle
from beholden.site.requests.services.deciding import (
    Given,
    approve,
    ask_more,
    check,
    refuse,
    resubmit,
    reveal,
    withdraw,
)
from beholden.site.requests.services.erasing import erase_due, kept_until
from beholden.site.requests.services.filing import SHELF, attach, file, receive
from beholden.site.requests.services.handing import extend, give_back, hand_over, publish, seen_it
from beholden.site.requests.services.writing import Conflict

_ACTS: Final[dict[str, Callable[..., FootageRequest]]] = {
    "ask_more": ask_more,
    "resubmit": resubmit,
    "check": check,
    "approve": approve,
    "refuse": refuse,
    "withdraw": withdraw,
    "hand_over": hand_over,
    "extend": extend,
    "seen": seen_it,
    "publish": publish,
}


def act(
    by: Account,
    request: FootageRequest,
    action: str,
    given: Given,
    *,
    seen: int | None = None,
    now: datetime | None = None,
) -> FootageRequest:
    """One step of the flow by its name. Raises Refused, Conflict."""
    more: dict[str, Any] = {"seen": seen, "now": now}
    if action in ("returned", "destroyed"):
        return give_back(by, request, action, given, **more)
    if action not in _ACTS:
        raise Refused("no_choice", action)
    return _ACTS[action](by, request, given, **more)


__all__ = [
    "SHELF",
    "Conflict",
    "Refused",
    "act",
    "attach",
    "break_glass",
    "erase_due",
    "file",
    "kept_until",
    "receive",
    "reveal",
    "review",
    "settle",
    "withdraw",
]
