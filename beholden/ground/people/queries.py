"""Readers of the people room. Each list starts from what the reader may see."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account, Grant, SecurityEvent, SignIn
from beholden.ground.people.roles import Role
from beholden.ground.people.services import sign_ins


def visible_to(account: Account) -> QuerySet[Account]:
    """Accounts whose names ``account`` may read: administrators all, a manager the own unit's, others themselves."""
    everyone = Account.objects.select_related("organisation")
    if not account.is_active:
        return everyone.none()
    if account.is_administrator:
        return everyone
    if account.role == Role.MANAGER:
        return everyone.filter(Q(organisation_id=account.organisation_id) | Q(pk=account.pk))
    return everyone.filter(pk=account.pk)


def grants_visible_to(account: Account) -> QuerySet[Grant]:
    """Security administrators and auditors see every grant, anyone else the own ones."""
    every = Grant.objects.select_related("account", "system", "camera__system", "granted_by")
    if account.is_active and account.role in (Role.SECURITY_ADMIN, Role.AUDITOR):
        return every
    return every.filter(account=account) if account.is_active else every.none()


def grants_ending(at: datetime, within: timedelta) -> QuerySet[Grant]:
    """Grants in force at ``at`` that end within the next ``within``, soonest first."""
    return Grant.objects.select_related("account").in_force(at).filter(ends__lte=at + within).order_by("ends")


def events_visible_to(account: Account) -> QuerySet[SecurityEvent]:
    """Auditors read every security event, anyone else the own ones."""
    every = SecurityEvent.objects.select_related("account", "by")
    if account.is_active and account.role == Role.AUDITOR:
        return every
    return every.filter(account=account)


def search(accounts: QuerySet[Account], words: str) -> QuerySet[Account]:
    """Those of ``accounts`` whose name, user name or organisation holds ``words``; all when it is empty."""
    if not words:
        return accounts
    return accounts.filter(
        Q(name__icontains=words) | Q(username__icontains=words) | Q(organisation__name__icontains=words)
    )


def with_second_factor(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Those of ``accounts`` that a password alone does not open: one-time codes or a passkey."""
    return accounts.filter(~Q(second_factor="") | Q(passkeys__isnull=False)).distinct()


def label_of(account: Account) -> str:
    """Name, role and organisation in one line, for a list to choose from."""
    parts = [account.name, account.get_role_display()]
    return " · ".join([*parts, account.organisation.name] if account.organisation else parts)


def targets() -> list[tuple[str, list[tuple[str, str]]]]:
    """Systems and their cameras by name, for the choice of what a grant is for: no addresses, no positions."""
    rooms = apps.get_model("systems", "System").objects.select_related("unit").prefetch_related("cameras")
    whole = _("整个系统")
    return [
        (
            f"{system.unit.name} · {system.name}",
            [(f"system:{system.code}", f"{whole}：{system.name}")]
            + [(f"camera:{camera.code}", camera.name) for camera in system.cameras.all()],
        )
        for system in rooms
    ]


def target(choice: str) -> dict[str, Any]:
    """``{"system": …}`` or ``{"camera": …}`` for one choice of targets(); {} when it is gone by now."""
    kind, _colon, code = choice.partition(":")
    model = {"system": "System", "camera": "Camera"}.get(kind)
    found = apps.get_model("systems", model).objects.filter(code=code).first() if model else None
    return {kind: found} if found else {}


def open_sign_ins(account: Account, at: datetime) -> QuerySet[SignIn]:
    """The account's signed-in browsers at ``at``, latest activity first; those idle or old too long are none."""
    seen, started = sign_ins.oldest(at)
    return account.sign_ins.filter(ended_at__isnull=True, seen_at__gte=seen, started_at__gte=started)


def account_of_session(session_key: str | None, at: datetime) -> Account | None:
    """The account signed in with this session key, or None when there is none or it is over (idle, ended, disabled).

    For sockets, which Django's middleware does not see.
    """
    if not session_key:
        return None
    sign_in = SignIn.objects.select_related("account__organisation").filter(session_key=session_key).first()
    if sign_in is None or sign_ins.is_over(sign_in, at) or not sign_in.account.is_active:
        return None
    return sign_in.account
