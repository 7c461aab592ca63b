"""Organisations and accounts: made and disabled by a system administrator, or by the installation when it starts."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beholden.ground.people import permissions, uscc
from beholden.ground.people.models import Account, Organisation
from beholden.ground.people.refusals import Refused
from beholden.ground.people.roles import KIND_OF_ROLE, Kind, Role
from beholden.ground.people.services import sign_ins
from beholden.ground.people.services.events import note

_USERNAME = re.compile(r"[\w.@+-]{2,64}")
LONGEST_NAME = 64
LONGEST_ORGANISATION = 200


def create_organisation(
    by: Account | None, *, name: str, kind: str, division: str, uscc_code: str = "", at: datetime | None = None
) -> Organisation:
    """Make an organisation. ``by`` is a system administrator, or None for the installation itself.

    ``division`` is a GB/T 2260 code of 6 to 12 digits, ``uscc_code`` a GB 32100 code or empty. Raises Refused.
    """
    _require_accounts_office(by)
    name = _clean_name(name, LONGEST_ORGANISATION)
    if kind not in Kind.values:
        raise Refused("unknown_kind", _("没有这种单位类型。"))
    if not re.fullmatch(r"[0-9]{6,12}", division):
        raise Refused("bad_division", _("行政区划代码应为 6 至 12 位数字。"))
    if uscc_code and not uscc.is_valid(uscc_code):
        raise Refused("bad_uscc", _("统一社会信用代码不正确：请核对 18 位代码。"))
    if uscc_code and Organisation.objects.filter(uscc=uscc_code).exists():
        raise Refused("uscc_taken", _("已有使用这个统一社会信用代码的单位。"))
    at = at or timezone.now()
    with transaction.atomic():
        made = Organisation.objects.create(name=name, kind=kind, division=division, uscc=uscc_code)
        note("organisation_created", at=at, by=by, organisation=made.code)
    return made


def create_account(
    by: Account | None,
    *,
    username: str,
    name: str,
    role: str,
    organisation: Organisation | None = None,
    at: datetime | None = None,
) -> Account:
    """Make an account without a password: it can be used only after its one-time link. Raises Refused."""
    _require_accounts_office(by)
    username = unicodedata.normalize("NFKC", username).strip()
    if not _USERNAME.fullmatch(username):
        raise Refused("bad_username", _("用户名应为 2 至 64 个字母、数字、汉字或 . @ + - _。"))
    name = _clean_name(name, LONGEST_NAME)
    if role not in Role.values:
        raise Refused("unknown_role", _("没有这种角色。"))
    kinds = KIND_OF_ROLE.get(role)
    if kinds and (organisation is None or organisation.kind not in kinds):
        raise Refused("role_needs_organisation", _("该角色的账号必须属于相应类型的单位。"))
    if Account.objects.filter(username__iexact=username).exists():
        raise Refused("username_taken", _("这个用户名已被使用。"))
    at = at or timezone.now()
    with transaction.atomic():
        account = Account(username=username, name=name, role=role, organisation=organisation)
        account.set_unusable_password()
        account.save()
        note("account_created", at=at, account=account, by=by, role=role)
    return account


def disable_account(by: Account | None, account: Account, *, at: datetime | None = None) -> None:
    """Disable an account and end its sign-ins at once. Nobody disables themselves. Raises Refused."""
    _require_accounts_office(by)
    if by is not None and by.pk == account.pk:
        raise Refused("oneself", _("不能停用自己的账号。"))
    at = at or timezone.now()
    with transaction.atomic():
        changed = Account.objects.filter(pk=account.pk, is_active=True).update(is_active=False)
        account.setup_links.filter(used_at__isnull=True).update(used_at=at)
        sign_ins.end_all(account, why="disabled", at=at)
        if changed:
            note("account_disabled", at=at, account=account, by=by)
    account.is_active = False


def enable_account(by: Account | None, account: Account, *, at: datetime | None = None) -> None:
    """Enable a disabled account again. Raises Refused."""
    _require_accounts_office(by)
    with transaction.atomic():
        if Account.objects.filter(pk=account.pk, is_active=False).update(is_active=True):
            note("account_enabled", at=at or timezone.now(), account=account, by=by)
    account.is_active = True


def change_password(
    account: Account, current: str, new: str, *, keep_session: str = "", at: datetime | None = None
) -> None:
    """Change one's own password; the other sign-ins end. Raises Refused, or ValidationError for a weak one."""
    at = at or timezone.now()
    if not account.check_password(current):
        note("password_change_refused", at=at, account=account)
        raise Refused("wrong_password", _("当前密码不正确。"))
    validate_password(new, account)
    with transaction.atomic():
        account.set_password(new)
        account.save(update_fields=["password"])
        sign_ins.end_all(account, why="password", at=at, but=keep_session)
        note("password_changed", at=at, account=account)


def _require_accounts_office(by: Account | None) -> None:
    permissions.require(by is None or permissions.may_manage_accounts(by))


def _clean_name(name: str, longest: int) -> str:
    name = " ".join("".join(c for c in name if unicodedata.category(c) != "Cc" or c.isspace()).split())
    if not name:
        raise Refused("name_missing", _("请填写名称。"))
    if len(name) > longest:
        raise Refused("name_too_long", _("名称太长，最多 %(most)d 个字。") % {"most": longest})
    return name
