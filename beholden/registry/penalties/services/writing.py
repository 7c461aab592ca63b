"""How every writer of this room writes: lock, compare the revision, ask the flow, note the act, keep it in the log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beholden.ground.acts import refusals, writing
from beholden.ground.acts.writing import now_or as now_or
from beholden.ground.documents import services as documents
from beholden.ground.people.models import Account
from beholden.registry.filings import answers
from beholden.registry.filings.answers import Refused
from beholden.registry.penalties import flow
from beholden.registry.penalties.models import Case, CaseAct, Party

SUBJECT, PARTY_SUBJECT = "penalty", "penalty_party"
LONGEST = 1_800  # characters of a text that must fit a letter


class Conflict(refusals.Conflict):
    """Somebody was quicker. Nothing was written."""

    words = gettext_lazy("这个案件刚刚有了新的变化，这次操作没有执行。请看过最新内容后再办。")


def locked(case: Case, seen: int | None) -> Case:
    """The row as it is now, held until the transaction ends. Raises Conflict when ``seen`` is an older revision."""
    return writing.locked(Case.objects.select_related("authority", "unit"), case, seen, Conflict)


def require(case: Case, action: str, account: Account) -> flow.Step:
    """The row of the flow table that lets this person do this now. Raises Refused with the sentence why not."""
    return writing.allowed(flow.verdict(case, action, account))


def keep(case: Case, at: datetime, state: str = "") -> None:
    """Save the next revision; ``state`` is a new one the flow table gave."""
    if state:
        case.state = state
    case.revision += 1
    case.changed_at = at
    case.save()


def note(case: Case, action: str, by: Account, at: datetime, text: str = "", *, document: str = "", **told: Any) -> int:
    """One line of the timeline and one entry of the evidence log (kind decide); its index there. Raises Refused."""
    body = {
        "number": case.number,
        "action": f"penalty.{action}",
        "penalty": case.code,
        "violation": case.violation,
        "state": str(case.state),
        "document": document,
        **told,
    }
    index = writing.log(by, at, body)
    CaseAct.objects.create(case=case, action=action, by=by, at=at, note=text[:500], document=document, log_index=index)
    return index


def issue(kind: str, case: Case, context: Mapping[str, Any], by: Account, at: datetime) -> str:
    """Number and keep one document of this case; its number."""
    made = documents.issue(kind, (SUBJECT, case.code), context, by, authority=case.authority, now=at)
    return made.number


def said(value: object, label: object, field: str, *, longest: int = LONGEST, least: int = 1) -> str:
    """Typed text. Raises Refused: too short to say anything, too long, invisible characters."""
    kept = answers.text(value or "", label, longest, field=field, lines=True)
    if len(kept) < least:
        raise Refused("empty", _("请填写%(label)s") % {"label": label}, field=field)
    return kept


def day(value: date | None, label: object, field: str, at: datetime, *, since: date | None = None) -> date:
    """A day that was. Raises Refused: none given, in the future, before ``since``."""
    if value is None:
        raise Refused("empty", _("请填写%(label)s") % {"label": label}, field=field)
    if value > timezone.localdate(at):
        raise Refused("future", _("%(label)s不能晚于今天") % {"label": label}, field=field)
    if since is not None and value < since:
        words = {"label": label, "day": since.isoformat()}
        raise Refused("too_early", _("%(label)s不能早于 %(day)s") % words, field=field)
    return value


def party_of(case: Case, code: str) -> Party:
    """A party of this case. Raises Refused."""
    found = case.parties.filter(code=code).first()
    if found is None:
        raise Refused("no_party", _("请选择当事人"), field="party")
    return found
