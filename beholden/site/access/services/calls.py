"""A call that a script sends again gets the answer the first one got, and nothing is done twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.acts.refusals import Refused
from beholden.ground.people.models import Account
from beholden.site.access.models import Call

Answer = dict[str, Any]


def once(
    by: Account, key: str, asked: bytes, act: Callable[[], tuple[int, Answer]], *, now: datetime | None = None
) -> tuple[int, Answer]:
    """Do ``act`` once under this key; (status, answer). Not in a transaction of ours: a look must be durable by itself.

    A refusal keeps nothing, so that it can be tried again. Raises Refused: key_needed; key_reused, when the key was
    sent with something else; conflict, when the first call is under way or was cut off; and what ``act`` raises.
    """
    if not 8 <= len(key) <= 100 or not key.isascii() or not key.isprintable():
        raise Refused("key_needed", _("请求头 Idempotency-Key 应为 8 至 100 个可见字符"), field="Idempotency-Key")
    digest = hashlib.sha256(asked).hexdigest()
    try:
        with transaction.atomic():
            call = Call.objects.create(account=by, key=key, asked=digest, at=now or timezone.now())
    except IntegrityError:
        return _known(by, key, digest)
    try:
        status, answer = act()
    except Exception:  # whatever it was: the same key may be tried again
        call.delete()
        raise
    call.status, call.answer = status, answer
    call.save(update_fields=["status", "answer"])
    return status, answer


def _known(by: Account, key: str, digest: str) -> tuple[int, Answer]:
    found = Call.objects.get(account=by, key=key)
    if found.asked != digest:
        raise Refused("key_reused", _("这个 Idempotency-Key 已经用于另一个请求"), field="Idempotency-Key")
    if found.status is None or found.answer is None:
        says = _("同一个调用正在办理或者中断过。请先查看列表，没有办成的换一个 Idempotency-Key 再试。")
        raise Refused("conflict", says, field="Idempotency-Key")
    return found.status, found.answer
