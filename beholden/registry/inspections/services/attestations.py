"""Statements units' systems sign about themselves: verified on arrival, and read at off-site inspections (M10, M11).

A statement proves who said what and when, not that it is so. One unit's statements come from one log: who enrolled
another log cannot speak for a unit that has spoken already.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from beholden.engines import attestation
from beholden.engines.attestation import BadStatement, measures
from beholden.engines.ledger.note import NoteError, NotSigned
from beholden.ground.people.models import Account, Organisation
from beholden.ground.people.roles import Kind as OrganisationKind
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.standing import known_sites
from beholden.registry.inspections.models import Inspection, Method, ReceivedAttestation
from beholden.registry.inspections.services import visiting
from beholden.registry.inspections.services.writing import Moment, keep, locked, log, note, now_or, require

LARGEST: Final = 128 * 1024  # bytes of a note
AHEAD: Final = timedelta(minutes=10)  # how far a site's clock may be ahead of ours


def receive(note_text: bytes, *, now: datetime | None = None) -> ReceivedAttestation:
    """Keep a signed statement. The same one again is the same row.

    Raises Refused: too_large, not_a_statement, unknown_log (its key is not known here), not_signed, another_log, ahead.
    """
    if len(note_text) > LARGEST:
        raise Refused("too_large", _("声明太大，最大 %(most)d KB") % {"most": LARGEST // 1024})
    digest = hashlib.sha256(note_text).hexdigest()
    known = ReceivedAttestation.objects.filter(sha256=digest).first()
    if known is not None:
        return known
    found = _verified(note_text)
    at = now_or(now)
    statement = found.statement
    if statement.issued_at > at + AHEAD:
        raise Refused("ahead", _("声明的时间晚于现在，请校正系统时钟后重新出具。"))
    unit = None
    if statement.unit:
        unit = Organisation.objects.filter(uscc=statement.unit, kind=OrganisationKind.MANAGING).first()
    if unit is not None and ReceivedAttestation.objects.filter(unit=unit).exclude(origin=found.origin).exists():
        raise Refused("another_log", _("这个单位的声明一直由另一个账本签出，没有接收；请与登记机关联系。"))
    told = {
        "number": statement.number,
        "system": statement.system,
        "unit_name": statement.unit_name,
        "place_category": statement.place_category,
        "checklist": statement.checklist,
        "rulebook": statement.rulebook,
        "answers": [one.as_dict() for one in statement.answers],
    }
    try:
        with transaction.atomic():
            return ReceivedAttestation.objects.create(
                unit=unit,
                origin=found.origin[:200],
                system=statement.system_name[:200] or statement.system,
                sha256=digest,
                note=note_text.decode("utf-8"),
                statement=told,
                issued_at=statement.issued_at,
                received_at=at,
            )
    except IntegrityError:
        return ReceivedAttestation.objects.get(sha256=digest)


def _verified(note_text: bytes) -> attestation.Attested:
    try:
        origin = attestation.claimed_origin(note_text)
        keys = [key for key in known_sites() if key.name == origin]
        if not keys:
            says = _("这里没有登记签名账本的公钥（%(origin)s），没有接收。") % {"origin": origin[:100]}
            raise Refused("unknown_log", says)
        return attestation.verify(note_text, keys)
    except NotSigned as error:
        raise Refused("not_signed", _("签名不成立，没有接收。")) from error
    except (BadStatement, NoteError, UnicodeDecodeError) as error:
        raise Refused("not_a_statement", _("这不是一份自证声明：%(why)s") % {"why": str(error)[:200]}) from error


def usable(visit: Inspection) -> list[ReceivedAttestation]:
    """Statements of the visit's unit about its own version of the list, newest first."""
    if visit.unit_id is None:
        return []
    found = ReceivedAttestation.objects.filter(unit_id=visit.unit_id)
    return [one for one in found[:50] if one.statement.get("checklist") == visit.checklist.sha256]


@transaction.atomic
def take_over(
    by: Account, visit: Inspection, statement: ReceivedAttestation, *, now: datetime | None = None
) -> list[int]:
    """Answer the open items of an off-site inspection from what the unit stated; the items answered.

    What an officer already answered stays. Provenance is the statement's: measured, document or declared. Raises
    Refused: on_site, another_unit, other_list, nothing_new.
    """
    kept = locked(visit)
    require(kept, "answer", by)
    if kept.method != Method.OFF_SITE:
        raise Refused("on_site", _("自证声明只用于非现场检查；现场检查由民警查看。"), cite="M11(1)")
    if kept.unit_id is None or statement.unit_id != kept.unit_id:
        raise Refused("another_unit", _("这份声明不是这个单位的。"))
    if statement.statement.get("checklist") != kept.checklist.sha256:
        raise Refused("other_list", _("这份声明所用的检查项版本与这次检查不同。"))
    answered = set(kept.answers.filter(superseded=False).values_list("item", flat=True))
    at, done = now_or(now), []
    for said in statement.statement["answers"]:
        if said["item"] not in kept.items or said["item"] in answered or said["result"] == "not_seen":
            continue
        words = (
            f"{statement.statement['number']}：{said['note'] or measures.said(said['measured'])[:600] or _('单位声明')}"
        )
        visiting.answer(
            by, kept, said["item"], said["result"], words=words[:1000], provenance=said["provenance"], now=at
        )
        done.append(said["item"])
    if not done:
        raise Refused("nothing_new", _("这份声明没有可以采用的新内容。"))
    kept.refresh_from_db()
    keep(kept, at)
    index = log(kept, "take_over", by, at, attestation=statement.sha256, items=done)
    note(kept, "take_over", by, Moment.here(at), statement.statement["number"], log_index=index)
    return done
