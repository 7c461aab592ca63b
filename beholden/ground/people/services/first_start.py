"""The first start: three administrators, each with a one-time link; no default password anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from beholden.ground.people.models import Account
from beholden.ground.people.roles import Role
from beholden.ground.people.services.accounts import create_account
from beholden.ground.people.services.links import issue_setup_link

_FIRST = (
    ("sysadmin", "系统管理员", Role.SYSTEM_ADMIN),
    ("secadmin", "安全管理员", Role.SECURITY_ADMIN),
    ("auditor", "审计员", Role.AUDITOR),
)


@dataclass(frozen=True, slots=True)
class FirstLink:
    """What the person at the console gets: an account and the path of its one-time link."""

    account: Account
    path: str


def first_start(*, at: datetime | None = None) -> list[FirstLink]:
    """Make the three administrators when there is no account at all, and a link each; else nothing ([]).

    While none of the three has ever set a password, a new start gives new links: a console that was closed too
    early locks nobody out.
    """
    at = at or timezone.now()
    with transaction.atomic():
        accounts = list(Account.objects.order_by("pk"))
        if not accounts:
            accounts = [create_account(None, username=u, name=n, role=r, at=at) for u, n, r in _FIRST]
        elif any(account.has_usable_password() for account in accounts):
            return []
        return [FirstLink(a, f"/set-up/{issue_setup_link(None, a, at=at)}") for a in accounts if a.is_active]
