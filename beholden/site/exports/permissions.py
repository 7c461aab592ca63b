"""Who asks for footage to leave, who agrees, who sees that it did (R16(2)(2), R20)."""

from __future__ import annotations

from datetime import datetime

from beholden.ground.people.models import Account
from beholden.ground.people.permissions import may
from beholden.ground.people.roles import GRANTABLE, Action, Role
from beholden.site.exports.models import Export


def may_open(account: Account) -> bool:
    """Whether the pages of exports are anything to this account: whoever may ever export, and the auditor."""
    return account.is_active and (account.role in GRANTABLE or account.role == Role.AUDITOR)


def may_ask(account: Account) -> bool:
    """Whether this account can be given leave to export at all."""
    return account.is_active and account.role in GRANTABLE


def hands(account: Account, export: Export, at: datetime) -> frozenset[str]:
    """What ``account`` is to an export: ``asker``, ``second`` (another who may export it all), ``unit`` (either)."""
    allowed = all(may(account, Action.EXPORT, one.camera, at).allowed for one in export.cameras.all())
    if not allowed:
        return frozenset({"unit"}) if export.by_id == account.pk else frozenset()
    return frozenset({"asker", "unit"}) if export.by_id == account.pk else frozenset({"second", "unit"})
