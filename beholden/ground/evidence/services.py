"""The only writer of the logs. An entry is on the disk before append() returns: no durable entry, no picture."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from beholden.engines.ledger import LogError, canonical, commit
from beholden.engines.ledger.commitment import SALT_BYTES
from beholden.engines.sealing import installation_key, seal
from beholden.ground.evidence import logs, restoring
from beholden.ground.evidence.models import Opening
from beholden.ground.evidence.reading import LogUnavailable, entries, leaf_hash, time_of

__all__ = ["LogUnavailable", "Receipt", "append", "context", "entries", "erase", "leaf_hash", "time_of"]

# Facts about footage, no person in them: they stand in the log in clear. Everything else is committed to.
IN_CLEAR = frozenset({"seg", "gap", "day", "del", "restore"})


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of an entry: the log's name, the entry's index and leaf hash (hex), the time written in it."""

    log: str
    index: int
    leaf_hash: str
    at: datetime


def append(
    kind: str,
    body: dict[str, Any],
    *,
    at: datetime | None = None,
    randomness: Callable[[int], bytes] = secrets.token_bytes,
) -> Receipt:
    """Write one entry durably, then keep what opens it. Raises LogUnavailable, NotCanonical, ValueError.

    ``body`` holds text, whole numbers, lists, dicts; its ``number`` (if any) is written in the entry in clear, the
    rest as a commitment unless the kind is one of IN_CLEAR. The row that opens the commitment is written in the
    caller's transaction: if that rolls back, the entry stays in the log and cannot be opened.
    """
    at = at or timezone.now()
    entry: dict[str, Any] = {"kind": kind, "time": _written(at)}
    salt = b""
    if kind in IN_CLEAR:
        entry = {**body, **entry}
    else:
        salt = randomness(SALT_BYTES)
        entry["commitment"] = commit(salt, body)
        if "number" in body:
            entry["number"] = body["number"]
    payload = canonical(entry)
    try:
        log = logs.log()
        restoring.settle(log)
        (index,) = log.append([payload])
    except (LogError, OSError) as error:
        raise LogUnavailable(str(error)) from error
    receipt = Receipt(logs.ACCESS, index, log.tree.leaf(index).hex(), at)
    if salt:
        _keep(kind, body, salt, receipt)
    return receipt


def erase(log: str, indexes: Sequence[int]) -> int:
    """Erase salt and content behind entries for good; the entries stay in the tree. Returns how many could be opened.

    Who erases enters beforehand that and why; without the salt nothing can be guessed from a commitment.
    """
    return Opening.objects.filter(log=log, index__in=indexes).exclude(sealed="").update(sealed="")


def context(log: str, index: int) -> str:
    """What the sealed opening of one entry is bound to."""
    return f"opening {log} {index}"


def _keep(kind: str, body: dict[str, Any], salt: bytes, receipt: Receipt) -> None:
    plain = canonical({"salt": base64.b64encode(salt).decode("ascii"), "body": body})
    Opening.objects.create(
        log=receipt.log,
        index=receipt.index,
        kind=kind,
        number=str(body.get("number", ""))[:64],
        leaf_hash=receipt.leaf_hash,
        at=receipt.at,
        sealed=seal(plain, installation_key(settings.DATA), context(receipt.log, receipt.index)),
    )


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
