"""Who may see and change Systems. Footage is not decided here but in `people.permissions.may`."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account, Organisation
from beholden.ground.people.roles import Kind, Role
from beholden.ground.systems.models import System


def may_add_system(account: Account) -> bool:
    """The security manager of a managing unit declares its Systems (R7(3), R14)."""
    return bool(
        account.is_active
        and account.role == Role.MANAGER
        and account.organisation is not None
        and account.organisation.kind == Kind.MANAGING
    )


def may_change(account: Account, system: System) -> bool:
    """Only the manager of the very unit: a guard and an auditor watch, they do not build."""
    return may_add_system(account) and system.unit_id == account.organisation_id


def require_change(account: Account, system: System) -> None:
    """Raises PermissionDenied unless ``account`` may change ``system``."""
    if not may_change(account, system):
        raise PermissionDenied(_("只有管理单位的负责人可以更改本单位的系统。"))


def require_add(account: Account, unit: Organisation) -> None:
    """Raises PermissionDenied unless ``account`` may add a System to ``unit``."""
    if not may_add_system(account) or account.organisation_id != unit.pk:
        raise PermissionDenied(_("只有管理单位的负责人可以为本单位添加系统。"))
