"""The end of a visit: what it still lacks, its written record, and that the unit was told (M13, M14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.ground.deadlines import services as deadlines
from beholden.ground.documents import services as documents
from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused, text
from beholden.registry.inspections import law, letters, signatures
from beholden.registry.inspections.models import EvidenceKind, Inspection, Manner, Method, Outcome, Signer
from beholden.registry.inspections.services.writing import (
    SUBJECT,
    Moment,
    keep,
    locked,
    log,
    note,
    now_or,
    reasoned,
    require,
)
from beholden.registry.inspections.signals import inspection_closed

RECORD: Final = "inspection_record"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing the end waits for: done or not, and the article."""

    what: str
    says: str
    done: bool
    cite: str


def needs(visit: Inspection) -> list[Need]:
    """Everything the end asks for, done or not: what the pages and the phone show, and what `close` checks."""
    found = []
    if not visit.outcome:
        answered = set(visit.answers.filter(superseded=False).values_list("item", flat=True))
        lacking = [item for item in visit.items if item not in answered]
        says = _("每一项都有结果")
        if lacking:
            says = _("还没有结果：第 %(items)s 项") % {"items": "、".join(str(item) for item in lacking)}
        found.append(Need("answers", says, not lacking, "M10"))
    pieces = list(visit.evidence.filter(dropped_at__isnull=True))
    waiting = [one for one in pieces if not one.here]
    if waiting:
        found.append(Need("files", _("还有 %(count)d 个文件没有传到") % {"count": len(waiting)}, False, "M13"))
    found += _recorded(visit, any(one.kind == EvidenceKind.BODY_CAMERA and one.here for one in pieces))
    return [*found, *_signed(visit)]


def _recorded(visit: Inspection, filmed: bool) -> list[Need]:
    wanted, cite = law.records(visit.scheduled_on, visit.division)
    if "body_camera" not in wanted:
        return []
    if visit.method == Method.OFF_SITE:
        says = _("执法记录仪的录像；非现场检查没有的，写明理由（规定第十三条是否及于非现场检查，尚无定论）")
        return [Need("body_camera", says, filmed or bool(visit.no_recording_reason), cite)]
    return [Need("body_camera", _("执法记录仪的录像（文件或者编号）"), filmed, cite)]


def _signed(visit: Inspection) -> list[Need]:
    standing = signatures.standing(visit)
    least, cite = law.officers_min(visit.scheduled_on, visit.division)
    officers = {one.account_id for one in standing if one.signer == Signer.OFFICER}
    says = _("检查民警签名 %(there)d/%(least)d（签名之后内容有改动的，要重新签）") % {
        "there": len(officers),
        "least": least,
    }
    found = [Need("officers", says, len(officers) >= least, cite)]
    if visit.outcome or visit.method == Method.OFF_SITE:
        return found
    unit = any(one.signer == Signer.UNIT for one in standing)
    return [*found, Need("unit", _("被检查单位签名，或者拒绝签名的理由"), unit, "M13")]


@transaction.atomic
def excuse_recording(by: Account, visit: Inspection, *, why: str, now: datetime | None = None) -> Inspection:
    """An off-site inspection without a recording: why. On site there is no excuse (M13). Raises Refused."""
    kept = locked(visit)
    require(kept, "attach", by)
    if kept.method != Method.OFF_SITE:
        raise Refused("on_site", _("现场检查必须使用执法记录仪，没有例外。"), field="why", cite="M13")
    kept.no_recording_reason = reasoned(why, "why")
    at = now_or(now)
    keep(kept, at)
    note(kept, "excuse", by, Moment.here(at), kept.no_recording_reason)
    return kept


@transaction.atomic
def close(
    by: Account,
    visit: Inspection,
    now: datetime | None = None,
    *,
    seen: int | None = None,
    moment: Moment | None = None,
) -> Inspection:
    """End the visit and issue its written record. Raises Refused (incomplete: what is still lacking), Conflict.

    What was found is not decided on here: orders and penalties are other rooms' and a person's (M14).
    """
    kept = locked(visit, seen)
    step = require(kept, "close", by)
    lacking = [one for one in needs(kept) if not one.done]
    if lacking:
        says = _("还不能结束：%(what)s") % {"what": "；".join(one.says for one in lacking)}
        raise Refused("incomplete", says, cite=lacking[0].cite)
    when = moment or Moment.here(now)
    at = when.at_server
    kept.closed_at, kept.closed_by = at, by
    signed = any(one.signer == Signer.UNIT and one.manner != Manner.REFUSED for one in signatures.standing(kept))
    kept.told_at = at if signed else None
    issued = documents.issue(
        RECORD, (SUBJECT, kept.code), letters.record(kept, at), by, authority=kept.authority, now=at
    )
    kept.document = issued.number
    keep(kept, at, state=step.to)
    index = log(
        kept,
        "close",
        by,
        at,
        document=issued.number,
        sha256=issued.sha256,
        content=signatures.content_sha256(kept),
        evidence=[one.sha256 or one.reference for one in kept.evidence.filter(dropped_at__isnull=True)],
    )
    note(kept, "close", by, when, document=issued.number, log_index=index)
    if not signed and kept.outcome != Outcome.ABSENT:
        _start_telling(kept, at)
    # what a listener fails at is logged: the visit is closed all the same, and its phone hears so
    transaction.on_commit(lambda: inspection_closed.send_robust(sender=Inspection, inspection=kept))
    return kept


def _start_telling(visit: Inspection, at: datetime) -> None:
    on, where = timezone.localdate(at), law.place(visit.division, timezone.localdate(at))
    for rule in law.RESULT_TERMS:
        try:
            deadlines.start(rule, (SUBJECT, visit.code), on, where, {}, visit.authority, now=at)
        except rulebook.NoRuleInForce:
            continue  # no such term there


@transaction.atomic
def tell(by: Account, visit: Inspection, *, how: str, now: datetime | None = None) -> Inspection:
    """The unit was told the result: how and when stays on record; the local clock stops. Raises Refused."""
    kept = locked(visit)
    require(kept, "tell", by)
    if kept.told_at is not None:
        raise Refused("already", _("已经告知过结果。"))
    at = now_or(now)
    words = text(how, _("告知方式"), 200, field="how")
    if len(words) < 2:
        raise Refused("empty", _("请写明怎样告知的，告知了谁"), field="how")
    kept.told_at = at
    for rule in law.RESULT_TERMS:
        deadlines.meet(rule, (SUBJECT, kept.code), now=at)
    keep(kept, at)
    note(kept, "tell", by, Moment.here(at), words, log_index=log(kept, "tell", by, at, how=words))
    return kept
