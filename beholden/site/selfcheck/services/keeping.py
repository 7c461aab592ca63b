"""Keeping a self-check: the answers as they stand, the printed report, an entry in the evidence log (M10, R24)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.documents import services as documents
from beholden.ground.evidence import services as evidence
from beholden.ground.people.models import Account
from beholden.ground.systems.models import System
from beholden.site.dossiers.refusals import Refused
from beholden.site.selfcheck import answering, letters, permissions
from beholden.site.selfcheck.models import SelfCheck, check_code

SUBJECT = "selfcheck"


@transaction.atomic
def keep(by: Account, system: System, *, now: datetime | None = None) -> SelfCheck:
    """Answer all items now, number and print the report, and keep both. Raises PermissionDenied, Refused,
    DocumentError, rulebook.LawError; nothing is kept then."""
    permissions.require(by, system)
    at = now or timezone.now()
    found = answering.sheet(system, at)
    code = check_code()
    issued = documents.issue(
        "selfcheck_report", (SUBJECT, code), letters.report(found, by.name, at), by, authority=system.unit, now=at
    )
    kept = SelfCheck(
        code=code,
        number=issued.number,
        system=system,
        place_category=system.place_category,
        at=at,
        by=by,
        checklist=found.checklist.sha256,
        rulebook=found.rulebook,
        answers=[_kept(one) for one in found.answers],
        asked=found.asked,
        conform=found.conform,
        document=issued.code,
    )
    body = {"number": issued.number, "action": "selfcheck", "system": system.code, "username": by.username,
            "name": by.name, "unit": system.unit.name, "document": issued.sha256}  # fmt: skip
    kept.log_index = logged(body, at)
    kept.save()
    return kept


def logged(body: dict[str, Any], at: datetime) -> int:
    """One act in the evidence log; its index. Raises Refused: nothing is done then."""
    try:
        return evidence.append("decide", body, at=at).index
    except evidence.LogUnavailable as error:
        raise Refused("log_unavailable", _("存证账本现在写不进去，所以没有办理。请稍后再办。")) from error


def _kept(one: answering.Answered) -> dict[str, Any]:
    gap = one.gap
    return {
        "item": one.item.number,
        "question": {"zh": one.item.question[0], "en": one.item.question[1]},
        "group": one.item.group,
        "cite": one.item.cite,
        "result": one.result,
        "provenance": one.provenance,
        "says": [{"provenance": provenance, **sentence.both()} for provenance, sentence in one.says],
        "gap": {"says": gap.says.both(), "action": gap.action.both()} if gap else None,
        "measured": one.measured,
        "evidence": list(one.evidence),
        "until": one.until.isoformat() if one.until else "",
        "exempt": one.exempt,
    }
