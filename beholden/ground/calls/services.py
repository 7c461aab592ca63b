"""A call that is sent again gets the answer the first one got: its key, its account and what it asked are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.acts.refusals import Refused
from beholden.ground.calls.models import Call
from beholden.ground.people.models import Account

Answer = dict[str, Any]
Act = Callable[[], tuple[int, Answer]]

KEPT: Final = timedelta(days=30)  # how long a script may send a call again; ours to choose, no text fixes it
_BATCH: Final = 1_000


def once(by: Account, key: str, asked: bytes, act: Act, *, now: datetime | None = None) -> tuple[int, Answer]:
    """Do ``act`` once under this key, in one transaction with the note of its answer; (status, answer).

    A refusal keeps nothing, so that it can be tried again. Raises Refused: key_needed; key_reused, when the key was
    sent with something else; conflict, when the first call was cut off; and what ``act`` raises.
    """
    digest = _digest(key, asked)
    known = _known(by, key, digest)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            call = _begun(by, key, digest, now)
            status, answer = act()
            _answered(call, status, answer)
    except IntegrityError:
        known = _known(by, key, digest)
        if known is None:
            raise
        return known
    return status, answer


def once_durable(by: Account, key: str, asked: bytes, act: Act, *, now: datetime | None = None) -> tuple[int, Answer]:
    """The same for an ``act`` that must be durable by itself, such as a look: not in a transaction of ours.

    Raises Refused as `once` does; conflict also while the first call is under way.
    """
    digest = _digest(key, asked)
    try:
        with transaction.atomic():
            call = _begun(by, key, digest, now)
    except IntegrityError:
        known = _known(by, key, digest)
        if known is None:
            raise
        return known
    try:
        status, answer = act()
    except Exception:  # whatever it was: the same key may be tried again
        call.delete()
        raise
    _answered(call, status, answer)
    return status, answer


def clear(now: datetime | None = None) -> int:
    """Forget the calls older than `KEPT`, a batch at a time; how many there were."""
    old = Call.objects.filter(at__lt=(now or timezone.now()) - KEPT)
    gone = 0
    while batch := list(old.order_by("at").values_list("pk", flat=True)[:_BATCH]):
        gone += Call.objects.filter(pk__in=batch).delete()[0]
    return gone


def _digest(key: str, asked: bytes) -> str:
    if not 8 <= len(key) <= 100 or not key.isascii() or not key.isprintable():
        raise Refused("key_needed", _("请求头 Idempotency-Key 应为 8 至 100 个可见字符"), field="Idempotency-Key")
    return hashlib.sha256(asked).hexdigest()


def _begun(by: Account, key: str, digest: str, now: datetime | None) -> Call:
    return Call.objects.create(account=by, key=key, asked=digest, at=now or timezone.now())


def _answered(call: Call, status: int, answer: Answer) -> None:
    call.status, call.answer = status, answer
    call.save(update_fields=["status", "answer"])


def _known(by: Account, key: str, digest: str) -> tuple[int, Answer] | None:
    found = Call.objects.filter(account=by, key=key).first()
    if found is None:
        return None
    if found.asked != digest:
        raise Refused("key_reused", _("这个 Idempotency-Key 已经用于另一个请求"), field="Idempotency-Key")
    if found.status is None or found.answer is None:
        says = _("同一个调用正在办理或者中断过。请先查看列表，没有办成的换一个 Idempotency-Key 再试。")
        raise Refused("conflict", says, field="Idempotency-Key")
    return found.status, found.answer
