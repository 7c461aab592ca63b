"""The second factor: time-based one-time codes (RFC 6238), their key sealed, each code good once."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beholden.engines.sealing import SealBroken, installation_key, seal, unseal
from beholden.ground.people.models import Account
from beholden.ground.people.refusals import Refused
from beholden.ground.people.services.events import note

STEP_SECONDS = 30
DIGITS = 6
KEY_BYTES = 20


def new_key() -> str:
    """A fresh key, base32, as an authenticator application wants it."""
    return base64.b32encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def address_of(account: Account, key: str) -> str:
    """The ``otpauth://`` address an authenticator application reads from a picture."""
    label = quote(f"明鉴:{account.username}")
    return f"otpauth://totp/{label}?secret={key}&issuer={quote('明鉴')}&digits={DIGITS}&period={STEP_SECONDS}"


def code_at(key: str, step: int) -> str:
    """The code of a 30-second step (Unix time ÷ 30)."""
    totp = TOTP(base64.b32decode(key), DIGITS, SHA1(), STEP_SECONDS)  # SHA-1 is what every application speaks
    return totp.generate(step * STEP_SECONDS).decode("ascii")


def confirm_second_factor(account: Account, key: str, code: str, *, at: datetime) -> None:
    """Turn the second factor on once a code proves that the application holds ``key``. Raises Refused."""
    step = _matching_step(key, code, at, after=0)
    if step is None:
        raise Refused("wrong_code", _("动态口令不正确，请检查手机时间后重试。"))
    with transaction.atomic():
        account.second_factor = seal(key.encode(), installation_key(settings.DATA), _context(account))
        account.second_factor_step = step
        account.save(update_fields=["second_factor", "second_factor_step"])
        note("second_factor_on", at=at, account=account)


def check_second_factor(account: Account, code: str, *, at: datetime) -> bool:
    """Whether ``code`` is right now (one step either side) and was not used before; a right one is used up."""
    try:
        key = unseal(account.second_factor, installation_key(settings.DATA), _context(account)).decode("ascii")
    except SealBroken:
        return False
    step = _matching_step(key, code, at, after=account.second_factor_step)
    if step is None:
        return False
    # conditional, so that the same code sent twice at once opens one door only
    used = Account.objects.filter(pk=account.pk, second_factor_step__lt=step).update(second_factor_step=step)
    return bool(used)


def remove_second_factor(account: Account, password: str, *, at: datetime) -> None:
    """Turn the second factor off; asks for the password again. Raises Refused."""
    if not account.check_password(password):
        note("second_factor_off_refused", at=at, account=account)
        raise Refused("wrong_password", _("当前密码不正确。"))
    with transaction.atomic():
        account.second_factor = ""
        account.save(update_fields=["second_factor"])
        note("second_factor_off", at=at, account=account)


def _matching_step(key: str, code: str, at: datetime, *, after: int) -> int | None:
    code = code.replace(" ", "")
    if len(code) != DIGITS or not code.isascii() or not code.isdigit():
        return None
    now = int(at.timestamp()) // STEP_SECONDS
    totp = TOTP(base64.b32decode(key), DIGITS, SHA1(), STEP_SECONDS)
    for step in (now, now - 1, now + 1):
        if step <= after:
            continue
        try:
            totp.verify(code.encode("ascii"), step * STEP_SECONDS)
        except InvalidToken:
            continue
        return step
    return None


def _context(account: Account) -> str:
    return f"account {account.code} second factor"
