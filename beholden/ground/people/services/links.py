"""One-time set-up links: how a person gets a first password without anybody knowing a default one.

256 random bits; only their SHA-256 is kept; one use, also when two browsers race; a term.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beholden.ground.people import permissions
from beholden.ground.people.models import Account, SetupLink
from beholden.ground.people.refusals import Refused
from beholden.ground.people.services import sign_ins
from beholden.ground.people.services.events import note

TERM = timedelta(hours=72)
TOKEN_BYTES = 32


def issue_setup_link(
    by: Account | None,
    account: Account,
    *,
    at: datetime | None = None,
    term: timedelta = TERM,
    randomness: Callable[[int], str] = secrets.token_urlsafe,
) -> str:
    """A new token for ``/set-up/<token>``; links issued before stop working. Shown once, never stored. Raises Refused.

    ``by`` is a system administrator other than the account itself, or None for the installation.
    """
    permissions.require(by is None or permissions.may_manage_accounts(by))
    if by is not None and by.pk == account.pk:
        raise Refused("oneself", _("不能为自己签发设置链接。"))
    if not account.is_active:
        raise Refused("inactive", _("账号已停用。"))
    at = at or timezone.now()
    token = randomness(TOKEN_BYTES)
    with transaction.atomic():
        account.setup_links.filter(used_at__isnull=True).update(used_at=at)
        SetupLink.objects.create(
            account=account, token_hash=_hash(token), issued_by=by, issued_at=at, expires_at=at + term
        )
        note("setup_link_issued", at=at, account=account, by=by, again=account.has_usable_password())
    return token


def link_account(token: str, *, at: datetime | None = None) -> Account | None:
    """The account a usable token stands for; None when it is unknown, used, expired, or its account is disabled."""
    link = _usable(token, at or timezone.now())
    return link.account if link else None


def redeem_setup_link(token: str, password: str, *, at: datetime | None = None, address: str | None = None) -> Account:
    """Set the password with a one-time token. Codes and passkeys are taken off and older sign-ins end.

    Raises Refused("link_unusable"), or Django's ValidationError for a weak password (the link then stays usable).
    """
    at = at or timezone.now()
    link = _usable(token, at)
    if link is None:
        note("setup_link_refused", at=at, address=address)
        raise Refused("link_unusable", _("链接无效、已使用或已过期，请联系系统管理员重新签发。"))
    account = link.account
    validate_password(password, account)
    with transaction.atomic():
        # the update is the race's referee: only one caller finds the link unused
        if not SetupLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=at):
            raise Refused("link_unusable", _("链接无效、已使用或已过期，请联系系统管理员重新签发。"))
        account.set_password(password)
        account.second_factor = ""
        account.second_factor_step = 0
        account.save(update_fields=["password", "second_factor", "second_factor_step"])
        account.passkeys.all().delete()
        sign_ins.end_all(account, why="setup", at=at)
        note("setup_link_used", at=at, account=account, address=address)
    return account


def _usable(token: str, at: datetime) -> SetupLink | None:
    if len(token) > 200:
        return None
    return (
        SetupLink.objects.select_related("account__organisation")
        .filter(token_hash=_hash(token), used_at__isnull=True, expires_at__gt=at, account__is_active=True)
        .first()
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
