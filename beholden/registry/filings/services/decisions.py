"""The authority's two answers, file or one correction notice (M7, M8(1)), and the way to the archive (M8(2))."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.documents import services as documents
from beholden.ground.people.models import Account
from beholden.registry.filings import answers, completeness, duties, letters, papers
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.completeness import BY_EYE, Defect
from beholden.registry.filings.models import Channel, CorrectionNotice, ExceptionLeave, Filing, Kind, State
from beholden.registry.filings.services import clocks, finding, heaping
from beholden.registry.filings.services.submission import (
    admissible,
    authority_for,
    next_number,
    no_forbidden_camera,
    snapshot,
)
from beholden.registry.filings.services.writing import keep, locked, log, note, now_or, require, subject


@transaction.atomic
def accept(by: Account, filing: Filing, *, seen: int | None = None, now: datetime | None = None) -> Filing:
    """File it: all that the law lists is there. The receipt is issued, the version before is replaced.

    Raises Refused (incomplete: then the one notice is the way), Conflict. There is no other answer than these two.
    """
    kept = locked(filing, seen)
    step = require(kept, "accept", by)
    at = now_or(now)
    on = timezone.localdate(at)
    no_forbidden_camera(kept, on)
    found = completeness.review(papers.gathered(kept), on)
    if not found.complete:
        says = _("信息还不齐全（%(count)d 项），不能予以备案；可以一次性告知补正") % {"count": len(found.defects)}
        raise Refused("incomplete", says, cite=found.defects[0].cite)
    if kept.channel == Channel.WINDOW:
        kept.authority = kept.authority or authority_for(kept)
        kept.number = kept.number or next_number(kept, on.year)
        kept.submitted_at = kept.submitted_at or at
        snapshot(kept, by, at, found)
    clocks.stop(kept, clocks.REVIEW, at)
    kept.decided_at, kept.due = at, None
    before = list(
        Filing.objects.filter(Q(pk=kept.root) | Q(first_id=kept.root), in_force=True).values_list("pk", flat=True)
    )
    Filing.objects.filter(pk__in=before).update(in_force=False)
    kept.in_force = kept.kind != Kind.CESSATION
    if kept.channel == Channel.WINDOW:
        kept.due = clocks.start_archive(kept, at)
    keep(kept, at, state=step.to)
    finding.refresh(kept)
    heaping.move(gone=before, come=[kept.pk] if kept.in_force else [])
    document = _receipt(kept, by, at)
    last = kept.versions.last()
    index = log(kept, "accept", by, at, sha256=last.sha256 if last else "", document=document)
    note(kept, "accept", by, at, document=document, log_index=index)
    return kept


def _receipt(filing: Filing, by: Account, at: datetime) -> str:
    context = letters.receipt(filing, duties.after_filing(filing, timezone.localdate(at)))
    made = documents.issue("filing_receipt", subject(filing), context, by, authority=filing.authority, now=at)
    return made.number


@transaction.atomic
def ask_once(
    by: Account,
    filing: Filing,
    *,
    by_eye: Iterable[str] = (),
    remark: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> CorrectionNotice:
    """The one, complete notice: everything the rulebook misses, and what the officer saw (codes of `BY_EYE`).

    Raises Refused: nothing_missing; second_notice, when it names what could be seen in the first submission and no
    supervisor's leave is open (M7: 一次性); Conflict.
    """
    kept = locked(filing, seen)
    step = require(kept, "ask", by)
    at = now_or(now)
    chosen = list(dict.fromkeys(by_eye))
    if any(code not in BY_EYE for code in chosen):
        raise Refused("unknown_defect", _("告知的内容不在法定清单里，不能要求补正"), cite="M7")
    found = admissible(kept, at)
    defects = [*found.defects, *(completeness.by_eye(code) for code in chosen)]
    if not defects:
        raise Refused("nothing_missing", _("信息齐全，没有可以要求补正的内容；应当予以备案"), cite="M7")
    leave = _leave(kept, by, defects, at)
    if kept.channel == Channel.WINDOW:
        kept.authority = kept.authority or by.organisation
        snapshot(kept, by, at, found)
    clocks.stop(kept, clocks.REVIEW, at)
    kept.due = None
    text = answers.text(remark, _("说明"), 500, lines=True)
    keep(kept, at, state=step.to)
    context = letters.notice(kept, defects, text)
    document = documents.issue("correction_notice", subject(kept), context, by, authority=kept.authority, now=at).number
    index = log(kept, "ask", by, at, defects=[defect.code for defect in defects], document=document)
    made = CorrectionNotice.objects.create(
        filing=kept,
        number=kept.notices.count() + 1,
        at=at,
        by=by,
        defects=[defect.code for defect in defects],
        said=[{"text": defect.says, "cite": defect.cite, "task": defect.task} for defect in defects],
        note=text,
        exception_by=leave.by if leave else None,
        exception_why=leave.why if leave else "",
        document=document,
        log_index=index,
    )
    note(kept, "ask", by, at, text, document=document, log_index=index)
    return made


def visible_at_first(filing: Filing, defects: Iterable[Defect]) -> list[Defect]:
    """Those of ``defects`` that could be seen in the first submission already: the same field, or the same paper."""
    first = filing.versions.order_by("number").first()
    if first is None:
        return []
    had: dict[str, Any] = first.answers.get("attachments", {})
    now_have = papers.attachment_hashes(filing)
    seen = []
    for defect in defects:
        if defect.code in BY_EYE:
            kind = BY_EYE[defect.code][1]
            old = had.get(kind) is not None and had.get(kind) == now_have.get(kind)
        else:
            old = defect.code in first.defects
        if old:
            seen.append(defect)
    return seen


def _leave(filing: Filing, by: Account, defects: list[Defect], at: datetime) -> ExceptionLeave | None:
    """None for a first notice and for one naming only what is new; else a supervisor's open leave, now used up."""
    if not filing.notices.exists():
        return None
    old = visible_at_first(filing, defects)
    if not old:
        return None
    leave = filing.leaves.filter(used_at__isnull=True).exclude(by=by).first()
    if leave is None:
        words = {"what": "、".join(defect.says for defect in old[:3])}
        says = (
            _("已经告知过一次。首次提交时就能看出的内容不能再次要求补正：%(what)s。确有必要的，由负责人写明理由。")
            % words
        )
        raise Refused("second_notice", says, cite="M7")
    leave.used_at = at
    leave.save(update_fields=["used_at"])
    return leave


@transaction.atomic
def allow_again(
    by: Account, filing: Filing, *, why: str, seen: int | None = None, now: datetime | None = None
) -> ExceptionLeave:
    """A supervisor's leave for one further notice, with the reason that stays on record. Raises Refused, Conflict."""
    kept = locked(filing, seen)
    require(kept, "allow", by)
    at = now_or(now)
    reason = answers.text(why, _("理由"), 500, field="why", lines=True)
    if len(reason) < 4:
        raise Refused("empty", _("请写明准许再次告知的理由"), field="why")
    if not kept.notices.exists():
        raise Refused("not_now", _("还没有告知过，不需要准许。"), cite="M7")
    made = ExceptionLeave.objects.create(filing=kept, by=by, at=at, why=reason)
    keep(kept, at)
    note(kept, "allow", by, at, reason, log_index=log(kept, "allow", by, at, why=reason))
    return made


@transaction.atomic
def archive(by: Account, filing: Filing, *, to: str, seen: int | None = None, now: datetime | None = None) -> Filing:
    """The papers were handed to the technology department's archive (M8(2)). Raises Refused, Conflict."""
    kept = locked(filing, seen)
    step = require(kept, "archive", by)
    at = now_or(now)
    kept.archived_to = answers.text(to, _("接收人"), 100, field="to")
    if not kept.archived_to:
        raise Refused("empty", _("请填写%(label)s") % {"label": _("接收人")}, field="to")
    kept.archived_at, kept.due = at, None
    clocks.stop(kept, clocks.ARCHIVE, at)
    keep(kept, at, state=step.to or State.ARCHIVED)
    note(kept, "archive", by, at, kept.archived_to, log_index=log(kept, "archive", by, at, to=kept.archived_to))
    return kept
