"""Who may look, and who may read the register (R16(2)(2), three-way separation)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from beholden.ground.people.models import Account
from beholden.ground.people.permissions import may
from beholden.ground.people.roles import Kind, Role
from beholden.ground.systems.models import Camera, System
from beholden.ground.systems.queries import cameras_visible_to
from beholden.site.access import leaves
from beholden.site.access.duty import Visitor
from beholden.site.dossiers.queries import valid_agreement

_MENDED = frozenset({"no_grant", "action_not_granted", "grant_not_yet", "grant_ended"})  # never a revoked one
# officers read registers through inspections and requests, not here
_READERS = frozenset({Role.AUDITOR, Role.MANAGER, Role.GUARD})


def refusal(visitor: Visitor, camera: Camera | None, action: str, at: datetime) -> str:
    """Why this visitor may not look now, or "" when they may: a key of `refusals.SENTENCES`."""
    if visitor.account.is_administrator:
        return "administrator"
    if camera is None:
        return "unknown_camera"
    why = closed(visitor.account, camera, action, at)
    if not why:
        return "" if visitor.duty else "no_purpose"
    if why == "no_grant" and not sees(visitor.account, camera):
        return "other_site"
    return why


def closed(account: Account, camera: Camera, action: str, at: datetime) -> str:
    """Why neither office, grant nor emergency opens this camera, or "": a key of `refusals.SENTENCES`.

    People of a contractor are let in only while the agreement with it runs and settles confidentiality (R15(2), R19).
    """
    decision = may(account, action, camera, at)
    urgent = decision.why in _MENDED and leaves.given(account, action, camera, at)
    if not decision.allowed and not urgent:
        return decision.why
    return "" if agreed(account, camera.system, at) else "no_agreement"


def agreed(account: Account, system: System, at: datetime) -> bool:
    """Whether the account's employer may have people at this System at all."""
    employer = account.organisation
    if employer is None or employer.kind != Kind.CONTRACTOR:
        return True
    return valid_agreement(employer, system, timezone.localdate(at)) is not None


def sees(account: Account, camera: Camera) -> bool:
    """The account knows that this camera exists."""
    return cameras_visible_to(account).filter(pk=camera.pk).exists()


def reads_register(account: Account) -> bool:
    """The account has a view of the register: its own looks, its unit's, or (the auditor) all."""
    return account.role in _READERS
