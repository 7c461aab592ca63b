"""Security events of accounts, sign-ins and grants, kept (Cybersecurity Law, Article 23(3): at least six months)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from beholden.ground.people.models import Account, SecurityEvent


def note(
    kind: str,
    *,
    at: datetime,
    account: Account | None = None,
    username: str = "",
    by: Account | None = None,
    address: str | None = None,
    **detail: Any,
) -> SecurityEvent:
    """Write one event down. ``detail`` must hold neither passwords nor tokens."""
    return SecurityEvent.objects.create(
        at=at,
        kind=kind,
        account=account,
        username=(account.username if account else username)[:64],
        by=by,
        address=address,
        detail=detail,
    )
