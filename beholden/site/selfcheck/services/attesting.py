"""The attestation of a kept self-check: signed with the log's key, put on the log, handed to the registry (M10, R24).

A statement carries results, counts and hashes: no name of a person, no title of a paper, no word that was typed.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines.attestation import Answer, LogHead, Statement, sign
from beholden.engines.ledger.merkle import EMPTY_ROOT
from beholden.engines.sealing import KeyFileError
from beholden.ground.evidence import keys
from beholden.ground.evidence import queries as ledger
from beholden.ground.evidence.reading import LogUnavailable
from beholden.ground.people.models import Account
from beholden.site.dossiers.refusals import Refused
from beholden.site.selfcheck import flow, permissions, registry
from beholden.site.selfcheck.models import Attestation, SelfCheck, State
from beholden.site.selfcheck.services.keeping import logged

logger = logging.getLogger(__name__)
PATH: Final = "/api/attestations"
_FIRST: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(hours=1)
_AGAIN: Final = frozenset({404, 408, 425, 429})  # not an answer to what was said: it is tried again
_BATCH: Final = 50


@transaction.atomic
def attest(by: Account, check: SelfCheck, *, now: datetime | None = None) -> Attestation:
    """Sign the statement of a self-check and queue it for the registry. Raises PermissionDenied, Refused."""
    kept = SelfCheck.objects.select_for_update(of=("self",)).select_related("system__unit").get(pk=check.pk)
    permissions.require(by, kept.system)
    standing = Attestation.objects.filter(selfcheck=kept).values_list("state", flat=True).first() or flow.NONE
    _open(standing, "sign")
    at = (now or timezone.now()).replace(microsecond=0)
    try:
        signers = keys.signers(settings.DATA)
        head = head_of(signers[0].verifier.name)
        statement = statement_of(kept, at, head)
        note = sign(statement, signers)
    except (KeyFileError, LogUnavailable) as error:
        raise Refused(
            "log_unavailable", _("存证账本或者它的密钥现在用不了，没有签发：%(why)s") % {"why": error}
        ) from error
    body = {"number": kept.number, "action": "attest", "system": kept.system.code, "username": by.username,
            "name": by.name, "unit": kept.system.unit.name, "statement": statement.sha256}  # fmt: skip
    return Attestation.objects.create(
        selfcheck=kept,
        note=note.decode(),
        sha256=statement.sha256,
        by=by,
        at=at,
        log_index=logged(body, at),
        next_at=at,
    )


def head_of(origin: str) -> LogHead:
    """The access log as it stands. Raises LogUnavailable."""
    head = ledger.head()
    return LogHead(origin, head.size, head.root if head.size else EMPTY_ROOT.hex())


def statement_of(check: SelfCheck, at: datetime, head: LogHead) -> Statement:
    """What is signed of a kept self-check."""
    system = check.system
    return Statement(
        number=check.number,
        system=system.code,
        system_name=system.name,
        unit=system.unit.uscc,
        unit_name=system.unit.name,
        division=system.division,
        place_category=check.place_category,
        issued_at=at,
        checklist=check.checklist,
        rulebook=check.rulebook,
        answers=tuple(_answer(one) for one in check.answers),
        log=head,
    )


def _answer(one: dict[str, Any]) -> Answer:
    return Answer(
        item=one["item"],
        result=one["result"],
        # what is not applicable, or still open, rests on nobody's word but the unit's
        provenance=one["provenance"] or "declared",
        evidence=tuple(one["evidence"])[:50],
        measured=one["measured"],
        until=one["until"],
    )


def send_again(by: Account, attestation: Attestation, *, now: datetime | None = None) -> Attestation:
    """Queue it once more, to be sent now. Raises PermissionDenied, Refused."""
    with transaction.atomic():
        kept = _locked(attestation)
        permissions.require(by, kept.selfcheck.system)
        _open(kept.state, "send")
        kept.state, kept.next_at, kept.answered_at = State.WAITING, now or timezone.now(), None
        kept.save()
    return kept


def send_due(*, post: registry.Post = registry.post, now: datetime | None = None) -> int:
    """Send what is due; returns how many were tried. One that cannot be handed over waits longer each time."""
    at = now or timezone.now()
    due = Attestation.objects.filter(state=State.WAITING, next_at__lte=at).order_by("next_at")[:_BATCH]
    found = list(due)
    for one in found:
        send(one, post=post, now=at)
    return len(found)


def send(attestation: Attestation, *, post: registry.Post = registry.post, now: datetime | None = None) -> Attestation:
    """Hand one over and keep what the registry said. The call itself holds no lock."""
    at = now or timezone.now()
    try:
        answer = post(PATH, attestation.note.encode())
    except registry.Unreachable as error:
        return _note(attestation, at, State.WAITING, str(error))
    if answer.status in (200, 201, 202):
        return _note(attestation, at, State.RECEIVED, str(answer.json.get("code") or ""))
    if 400 <= answer.status < 500 and answer.status not in _AGAIN:
        return _note(attestation, at, State.REFUSED, answer.why)
    return _note(attestation, at, State.WAITING, answer.why)


@transaction.atomic
def _note(attestation: Attestation, at: datetime, state: str, said: str) -> Attestation:
    kept = _locked(attestation)
    if kept.state != State.WAITING:
        return kept  # another process was quicker
    kept.tries += 1
    kept.said = said[:500]
    kept.state = state
    if state == State.WAITING:
        kept.next_at = at + min(_LONGEST, _FIRST * 2 ** min(kept.tries - 1, 10))
        logger.info("attestation %s waits: %s", kept.sha256, kept.said)
    else:
        kept.next_at, kept.answered_at = None, at
    kept.save()
    return kept


def _locked(attestation: Attestation) -> Attestation:
    every = Attestation.objects.select_for_update(of=("self",)).select_related("selfcheck__system__unit")
    return every.get(pk=attestation.pk)


def _open(state: str, name: str) -> None:
    found = flow.verdict(state, name)
    if not found.allowed:
        raise Refused("not_now", found.why, cite=found.cite)
