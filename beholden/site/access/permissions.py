"""Who may look, and who may read the register (R16(2)(2), three-way separation)."""

from __future__ import annotations

from datetime import datetime

from beholden.ground.people.models import Account
from beholden.ground.people.permissions import may
from beholden.ground.people.roles import Role
from beholden.ground.systems.models import Camera
from beholden.ground.systems.queries import cameras_visible_to
from beholden.site.access.duty import Visitor

# officers read registers through inspections and requests, not here
_READERS = frozenset({Role.AUDITOR, Role.MANAGER, Role.GUARD})


def refusal(visitor: Visitor, camera: Camera | None, action: str, at: datetime) -> str:
    """Why this visitor may not look now, or "" when they may: a key of `refusals.SENTENCES`."""
    if visitor.account.is_administrator:
        return "administrator"
    if camera is None:
        return "unknown_camera"
    decision = may(visitor.account, action, camera, at)
    if decision.allowed:
        return "" if visitor.duty else "no_purpose"
    if decision.why == "no_grant" and not sees(visitor.account, camera):
        return "other_site"
    return decision.why


def sees(account: Account, camera: Camera) -> bool:
    """The account knows that this camera exists."""
    return cameras_visible_to(account).filter(pk=camera.pk).exists()


def reads_register(account: Account) -> bool:
    """The account has a view of the register: its own looks, its unit's, or (the auditor) all."""
    return account.role in _READERS
