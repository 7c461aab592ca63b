"""A call that is sent again gets the answer the first one got: its key, its account and what it asked are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.models import Call
from beholden.registry.filings.services.writing import now_or

Answer = dict[str, Any]


def once(
    by: Account, key: str, asked: bytes, act: Callable[[], tuple[int, Answer]], *, now: datetime | None = None
) -> tuple[int, Answer]:
    """Do ``act`` once under this key, in one transaction with the note of its answer; (status, answer).

    A refusal keeps nothing, so that it can be tried again. Raises Refused: key_needed; key_reused, when the key was
    sent with something else; and what ``act`` raises.
    """
    if not 8 <= len(key) <= 100 or not key.isascii() or not key.isprintable():
        raise Refused("key_needed", _("请求头 Idempotency-Key 应为 8 至 100 个可见字符"), field="Idempotency-Key")
    digest = hashlib.sha256(asked).hexdigest()
    known = _known(by, key, digest)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            call = Call.objects.create(account=by, key=key, asked=digest, at=now_or(now))
            status, answer = act()
            call.status, call.answer = status, answer
            call.save(update_fields=["status", "answer"])
    except IntegrityError:
        known = _known(by, key, digest)
        if known is None:
            raise
        return known
    return status, answer


def _known(by: Account, key: str, digest: str) -> tuple[int, Answer] | None:
    found = Call.objects.filter(account=by, key=key).first()
    if found is None:
        return None
    if found.asked != digest:
        raise Refused("key_reused", _("这个 Idempotency-Key 已经用于另一个请求"), field="Idempotency-Key")
    return found.status or 200, found.answer or {}
