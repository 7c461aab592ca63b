"""Who may do what. Footage rights follow Regulation 799, Article 16; administration is split in three (MLPS).

The three administrators never see footage: not by office, and no grant can make them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.models import Account, Grant
from beholden.ground.people.refusals import Refused
from beholden.ground.people.roles import ADMINISTRATORS, BY_OFFICE, GRANTABLE, Action, Role

ACTIONS = frozenset(Action.values)

WHY = {
    "office": _("本单位职责"),
    "grant": _("专门授权"),
    "not_signed_in": _("尚未登录。"),
    "inactive": _("账号已停用。"),
    "administrator": _("系统管理员、安全管理员、审计员不得查看视频图像。"),
    "unknown_action": _("没有这种操作。"),
    "no_grant": _("您没有查看该摄像机的授权。"),
    "action_not_granted": _("您的授权不包括这种操作。"),
    "grant_not_yet": _("您的授权尚未生效。"),
    "grant_ended": _("您的授权已到期。"),
    "grant_revoked": _("您的授权已被撤销。"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to "may this account do this?". ``why`` is a code, one of WHY; ``grant`` the grant it rests on."""

    allowed: bool
    why: str
    grant: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def sentence(self) -> str:
        """``why`` in the reader's language."""
        return str(WHY[self.why])


def may(account: Account | AnonymousUser, action: str, camera: Any, at: datetime) -> Decision:
    """Whether ``account`` may do ``action`` (live, playback, snapshot, export, masked) with ``camera`` at ``at``.

    ``camera`` is a `systems.Camera`. Reads the database when the office alone does not decide.
    """
    if not isinstance(account, Account):
        return Decision(False, "not_signed_in")
    if not account.is_active:
        return Decision(False, "inactive")
    if account.role in ADMINISTRATORS:
        return Decision(False, "administrator")
    if action not in ACTIONS:
        return Decision(False, "unknown_action")
    if _own_unit(account, camera) and action in BY_OFFICE.get(account.role, frozenset()):
        return Decision(True, "office")
    return _by_grant(account, action, camera, at)


def _own_unit(account: Account, camera: Any) -> bool:
    return account.organisation_id is not None and camera.system.unit_id == account.organisation_id


def _by_grant(account: Account, action: str, camera: Any, at: datetime) -> Decision:
    best = Decision(False, "action_not_granted" if _own_unit(account, camera) else "no_grant")
    if account.role not in GRANTABLE:
        return best
    rank = ("no_grant", "action_not_granted", "grant_not_yet", "grant_ended", "grant_revoked")
    for grant in Grant.objects.filter(account=account).for_camera(camera):
        answer = _weigh(grant, action, at)
        if answer.allowed:
            return answer
        # of several refusals, the one nearest to a yes is told
        if rank.index(answer.why) > rank.index(best.why):
            best = answer
    return best


def _weigh(grant: Grant, action: str, at: datetime) -> Decision:
    if not grant.allows(action):
        return Decision(False, "action_not_granted")
    if grant.revoked_at is not None and grant.revoked_at <= at:
        return Decision(False, "grant_revoked")
    if at < grant.starts:
        return Decision(False, "grant_not_yet")
    if at >= grant.ends:
        return Decision(False, "grant_ended")
    return Decision(True, "grant", grant.code)


def _holds(account: Account | AnonymousUser | None, role: Role) -> bool:
    return isinstance(account, Account) and account.is_active and account.role == role


def may_manage_accounts(account: Account | AnonymousUser | None) -> bool:
    """System administrators make, disable and re-link accounts; they neither grant nor audit."""
    return _holds(account, Role.SYSTEM_ADMIN)


def may_grant(account: Account | AnonymousUser | None) -> bool:
    """Security administrators give and revoke grants; they make no accounts."""
    return _holds(account, Role.SECURITY_ADMIN)


def may_audit(account: Account | AnonymousUser | None) -> bool:
    """Auditors read the register, the ledger and the security events; they change nothing."""
    return _holds(account, Role.AUDITOR)


def require(allowed: bool) -> None:
    """Raises Refused when an administrative act is not the doer's."""
    if not allowed:
        raise Refused("not_yours", _("这不是您的职责范围。"))
