"""Who looks after footage as a thing: storage, holds, alarms. Nobody sees a picture by this."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.ground.people.roles import Role
from beholden.ground.systems import permissions as systems
from beholden.ground.systems.models import System


def may_see_storage(account: Account) -> bool:
    """A unit's manager answers for the term of the footage (R17)."""
    return systems.may_add_system(account)


def may_hold(account: Account, system: System) -> bool:
    """Placing and releasing a hold is the manager's, of the very unit (R17, R20, R21)."""
    return systems.may_change(account, system)


def require_hold(account: Account, system: System) -> None:
    """Raises PermissionDenied unless ``account`` may place and release holds on ``system``."""
    if not may_hold(account, system):
        raise PermissionDenied(_("只有管理单位的负责人可以设置或解除留存冻结。"))


def require_unit(account: Account, system: System) -> None:
    """Raises PermissionDenied unless a manager or guard of the very unit keeps footage that somebody asked for."""
    own = account.is_active and account.organisation_id == system.unit_id
    if not (own and account.role in (Role.MANAGER, Role.GUARD)):
        raise PermissionDenied(_("只有管理单位的人员可以留存申请所涉的录像。"))


def may_acknowledge(account: Account, system: System | None) -> bool:
    """The unit's manager and guards acknowledge its alarms; those of the whole machine only a manager."""
    if system is None:
        return systems.may_add_system(account)
    own = account.organisation_id == system.unit_id
    return bool(account.is_active and own and account.role in (Role.MANAGER, Role.GUARD))
