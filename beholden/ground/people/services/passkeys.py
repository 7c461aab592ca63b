"""Passkeys (WebAuthn): a key of one's phone, computer or token as second factor, or in place of the password.

The browser signs our challenge for our host name; what it signed is checked by `webauthn`. A challenge is good once and
belongs to the session it was made in (the web keeps it). MLPS asks for two kinds of proof: a passkey with the device's
own PIN or fingerprint is both.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.models import Account, Passkey
from beholden.ground.people.refusals import Refused
from beholden.ground.people.services.events import note

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

CHALLENGE_BYTES = 32
LONGEST_ANSWER = 32 * 1024
LONGEST_NAME = 64
MOST = 10
_TRANSPORTS = frozenset({"usb", "nfc", "ble", "smart-card", "internal", "cable", "hybrid"})


@dataclass(frozen=True, slots=True)
class Party:
    """Who the browser says it signs for: the host name keys are bound to, and the origins pages may have."""

    host: str
    origins: tuple[str, ...]


def new_challenge() -> bytes:
    """Random bytes to be signed once."""
    return secrets.token_bytes(CHALLENGE_BYTES)


def may_add_passkey(account: Account, password: str, *, at: datetime) -> None:
    """Asks for the password again: a browser left open must not become a way in. Raises Refused."""
    if not account.check_password(password):
        note("passkey_refused", at=at, account=account)
        raise Refused("wrong_password", _("当前密码不正确。"))
    if account.passkeys.count() >= MOST:
        raise Refused("too_many", _("一个账号最多 %(most)d 个通行密钥，请先移除不用的。") % {"most": MOST})


def registration_wish(account: Account, party: Party, challenge: bytes) -> dict[str, Any]:
    """What ``navigator.credentials.create`` is asked for, as the specification's JSON."""
    import webauthn  # late, here and below: brings OpenSSL's bindings along, half a second at each start
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = webauthn.generate_registration_options(
        rp_id=party.host,
        rp_name="明鉴",
        user_id=account.code.encode(),
        user_name=account.username,
        user_display_name=account.name,
        challenge=challenge,
        exclude_credentials=_described(account.passkeys.filter(host=party.host)),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    return json.loads(webauthn.options_to_json(options))


def add_passkey(account: Account, party: Party, *, name: str, answer: str, challenge: bytes, at: datetime) -> Passkey:
    """Keep the public key the browser answered with. Raises Refused when it does not answer this challenge."""
    import webauthn
    from webauthn.helpers import bytes_to_base64url

    name = name.strip()[:LONGEST_NAME]
    if not name:
        raise Refused("name", _("请给通行密钥起一个名称。"))
    shown = _read(answer)
    try:
        found = webauthn.verify_registration_response(
            credential=shown, expected_challenge=challenge, expected_rp_id=party.host, expected_origin=[*party.origins]
        )
    except Exception as error:  # the library lets what its parsers stumble over through: whatever it is, it is refused
        raise Refused("not_proven", _("没有收到有效的通行密钥，请重试。")) from error
    given = shown.get("response", {}).get("transports")
    ways = sorted(_TRANSPORTS.intersection(str(way) for way in given)) if isinstance(given, list) else []
    try:
        with transaction.atomic():
            made = Passkey.objects.create(
                account=account,
                name=name,
                credential=bytes_to_base64url(found.credential_id),
                public_key=found.credential_public_key,
                host=party.host,
                uses=found.sign_count,
                transports=ways,
                added_at=at,
            )
            note("passkey_added", at=at, account=account, passkey=made.code, name=name)
    except IntegrityError as error:
        raise Refused("known", _("这个通行密钥已经添加过。")) from error
    return made


def use_wish(party: Party, challenge: bytes, account: Account | None = None) -> dict[str, Any]:
    """What ``navigator.credentials.get`` is asked for: any passkey of ``account``, or, without one, whoever's it finds.

    Without an account the passkey stands for the password too, so the device must check its owner.
    """
    import webauthn
    from webauthn.helpers.structs import UserVerificationRequirement

    options = webauthn.generate_authentication_options(
        rp_id=party.host,
        challenge=challenge,
        allow_credentials=_described(account.passkeys.filter(host=party.host)) if account else None,
        user_verification=UserVerificationRequirement.PREFERRED if account else UserVerificationRequirement.REQUIRED,
    )
    return json.loads(webauthn.options_to_json(options))


def passkey_named_in(answer: str) -> Passkey | None:
    """The passkey an answer says it was made with, still to be proven; None when there is none or its owner is out."""
    try:
        named = _read(answer).get("id")
    except Refused:
        return None
    if not isinstance(named, str) or "\0" in named:
        return None
    return Passkey.objects.select_related("account").filter(credential=named, account__is_active=True).first()


def use_passkey(
    passkey: Passkey, party: Party, *, answer: str, challenge: bytes, instead_of_password: bool, at: datetime
) -> bool:
    """Whether the answer proves the passkey now. A counter that does not grow (a copied key) is no proof."""
    import webauthn

    if passkey.host != party.host:
        return False
    try:
        found = webauthn.verify_authentication_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=[*party.origins],
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.uses,
            require_user_verification=instead_of_password,
        )
    except Exception:  # noqa: BLE001 - as above: what cannot be read is no proof
        return False
    # conditional, so that of two answers with one count only one opens the door
    same = Passkey.objects.filter(pk=passkey.pk, uses=passkey.uses)
    return bool(same.update(uses=found.new_sign_count, used_at=at))


def remove_passkey(passkey: Passkey, password: str, *, at: datetime) -> None:
    """Forget a passkey; asks for the password again. Raises Refused."""
    if not passkey.account.check_password(password):
        note("passkey_refused", at=at, account=passkey.account)
        raise Refused("wrong_password", _("当前密码不正确。"))
    with transaction.atomic():
        note("passkey_removed", at=at, account=passkey.account, passkey=passkey.code, name=passkey.name)
        passkey.delete()


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise Refused("not_proven", _("没有收到有效的通行密钥，请重试。"))
    try:
        shown = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise Refused("not_proven", _("没有收到有效的通行密钥，请重试。")) from error
    if not isinstance(shown, dict) or not isinstance(shown.get("response"), dict):
        raise Refused("not_proven", _("没有收到有效的通行密钥，请重试。"))
    return shown


def _described(passkeys: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    from webauthn import base64url_to_bytes
    from webauthn.helpers.structs import AuthenticatorTransport, PublicKeyCredentialDescriptor

    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(passkey.credential),
            transports=[AuthenticatorTransport(way) for way in passkey.transports],
        )
        for passkey in passkeys
    ]
