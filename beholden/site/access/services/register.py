"""Number, log, commit: the order that is never changed (R16(2)(3)).

The log holds the entry durably, then the database commits it, and only then is anything let out. Killed between the
first two, the log has a number that the register lacks: the next look, or `reconcile`, writes it in, visibly.
"""

from __future__ import annotations

import logging
from typing import Final

from django.db import DatabaseError, transaction
from django.utils import timezone

from beholden.ground.evidence import queries as ledger
from beholden.ground.evidence import services as evidence
from beholden.site.access.models import AccessEntry, AccessUse, RefusedMore, RegisterHead, Result
from beholden.site.access.refusals import Shut

logger = logging.getLogger(__name__)

KIND: Final = "acc"


def enter(entry: AccessEntry, *, merging: bool = False) -> None:
    """Number, log, commit, in that order. Raises Shut("log_unavailable") when either cannot hold it."""
    try:
        with transaction.atomic(durable=True):
            head = _locked_head()
            _take_in(head)
            entry.number = head.number + 1
            receipt = evidence.append(KIND, entry.body())
            entry.log_index, entry.leaf_hash = receipt.index, receipt.leaf_hash
            entry.save()
            if entry.result == Result.GRANTED:
                AccessUse.objects.create(entry=entry)
            if merging:
                RefusedMore.objects.create(entry=entry)
            head.number, head.log_size = entry.number, receipt.index + 1
            head.save()
    except (evidence.LogUnavailable, DatabaseError) as error:
        logger.error("register unavailable, nothing is let out: %s", error)
        raise Shut("log_unavailable") from error


def _locked_head() -> RegisterHead:
    head, _ = RegisterHead.objects.select_for_update().get_or_create(pk=1)
    return head


def _take_in(head: RegisterHead) -> int:
    """Write in what the log holds beyond the register; returns how many entries."""
    found = 0
    for logged in ledger.since(head.log_size):
        head.log_size = logged.index + 1
        number = logged.value.get("number")
        if logged.kind != KIND or not isinstance(number, int) or number <= head.number:
            continue
        AccessEntry(
            number=number,
            at=logged.at or timezone.now(),
            result=Result.INTERRUPTED,
            why="incomplete",
            log_index=logged.index,
            leaf_hash=logged.leaf_hash,
        ).save()
        head.number = number
        found += 1
    return found


def reconcile() -> int:
    """Bring the register up to the log after a crash; returns how many interrupted entries were written in."""
    with transaction.atomic():
        head = _locked_head()
        found = _take_in(head)
        head.save()
    if found:
        logger.warning("%d register entries were on the log only; written in as interrupted", found)
    return found
