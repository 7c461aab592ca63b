"""Grants of footage: given and revoked by a security administrator, for a purpose and a term (R16)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beholden.ground.people import permissions
from beholden.ground.people.models import Account, Grant
from beholden.ground.people.refusals import Refused
from beholden.ground.people.roles import GRANTABLE, Action
from beholden.ground.people.services.events import note

LONGEST_PURPOSE = 500


def grant(
    by: Account,
    account: Account,
    *,
    actions: Iterable[str],
    starts: datetime,
    ends: datetime,
    purpose: str,
    system: Any = None,
    camera: Any = None,
    at: datetime | None = None,
) -> Grant:
    """Give ``account`` leave for one System or one Camera. Raises Refused with one sentence.

    ``starts`` is included, ``ends`` is not. An administrator or a resident can never hold a grant.
    """
    permissions.require(permissions.may_grant(by))
    if account.role not in GRANTABLE:
        raise Refused("role_never_granted", _("管理员、审计员和居民账号不能被授予查看权限。"))
    if not account.is_active:
        raise Refused("inactive", _("账号已停用。"))
    if (system is None) == (camera is None):
        raise Refused("one_object", _("请选择一个系统或一台摄像机。"))
    chosen = sorted(set(actions))
    if not chosen or not set(chosen) <= set(Action.values):
        raise Refused("actions", _("请至少选择一种允许的操作。"))
    if ends <= starts:
        raise Refused("term", _("结束时间应晚于开始时间。"))
    purpose = purpose.strip()
    if not purpose:
        raise Refused("purpose", _("请填写授权事由。"))
    if len(purpose) > LONGEST_PURPOSE:
        raise Refused("purpose", _("授权事由最多 %(most)d 个字。") % {"most": LONGEST_PURPOSE})
    at = at or timezone.now()
    with transaction.atomic():
        made = Grant.objects.create(
            account=account,
            holder_role=account.role,
            system=system,
            camera=camera,
            actions=chosen,
            starts=starts,
            ends=ends,
            purpose=purpose,
            granted_by=by,
            granted_at=at,
        )
        note("grant_given", at=at, account=account, by=by, grant=made.code, actions=chosen)
    return made


def revoke(by: Account, given: Grant, *, why: str, at: datetime | None = None) -> None:
    """Revoke a grant from ``at`` on; a second revocation changes nothing. Raises Refused."""
    permissions.require(permissions.may_grant(by))
    why = why.strip()
    if not why:
        raise Refused("reason", _("请填写撤销事由。"))
    at = at or timezone.now()
    with transaction.atomic():
        changed = Grant.objects.filter(pk=given.pk, revoked_at__isnull=True).update(
            revoked_at=at, revoked_by=by, revoked_why=why[:LONGEST_PURPOSE]
        )
        if changed:
            note("grant_revoked", at=at, account=given.account, by=by, grant=given.code)
    given.refresh_from_db()
