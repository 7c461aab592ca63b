"""The API of penalties: cases as this account may read them, where they stand, and what may be done next or why not.

It reads only. A unit finds here what it was told of, until when it may argue or ask for a hearing, and what it owes
(行政处罚法 44, 45, 64); every act stays a person's, on its page.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router
from ninja.security import django_auth

from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import account_of
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.api import Problems
from beholden.registry.penalties import flow, permissions, queries
from beholden.registry.penalties.models import Case, Party
from beholden.registry.penalties.services import executing

router = Router(auth=django_auth, tags=["penalties"])


def shown(case: Case) -> dict[str, Any]:
    """A case as everybody who may read it gets it; a person stands in it by the masked name only."""
    return {
        "code": case.code,
        "number": case.number,
        "state": case.state,
        "outcome": case.outcome if case.decided_at else None,
        "revision": case.revision,
        "violation": case.violation,
        "authority": case.authority.name,
        "division": case.division,
        "place": case.place,
        "opened_on": case.opened_on.isoformat(),
        "noticed_on": _day(case.noticed_on),
        "defence_until": _day(case.defence_until),
        "decided_at": case.decided_at.isoformat() if case.decided_at else None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _party(party: Party, account: Account, case: Case) -> dict[str, Any]:
    """A party; a unit reads of the amounts what it was told until it is decided."""
    decided = case.decided_at is not None
    fine = party.fine if decided or not permissions.is_manager(account) else party.told_fine
    owed = executing.owing(party, timezone.localdate()) if decided and party.fine and party.received_on else None
    return {
        "code": party.code,
        "kind": party.kind,
        "name": party.shown,
        "fine": fine,
        "hearing_owed": party.hearing_owed,
        "hearing_until": _day(party.hearing_until),
        "decision": party.decision or None,
        "served_on": _day(party.received_on),
        "pay_until": _day(party.pay_until),
        "owing": {"paid": owed.paid, "surcharge": owed.surcharge, "left": owed.left} if owed else None,
    }


@router.get("/penalties", response={200: dict[str, Any], **Problems})
def penalties(request: HttpRequest, view: str = "all", after: str = "", q: str = "") -> Any:
    """Cases this account may read, newest first, in keyset pages; ``view`` is a saved view of the page."""
    listed = queries.tab(queries.visible_to(account_of(request)), view[:16])
    page = queries.page(queries.search(listed, q[:100]), after[:40])
    return {"penalties": [shown(one) for one in page.cases], "after": page.after or None}


@router.get("/penalties/{code}", response={200: dict[str, Any], **Problems})
def penalty(request: HttpRequest, code: str) -> Any:
    """One case: its parties, its running clocks, and each act of this person's office, allowed or why not, with its
    article. Inside and towards the unit only: clocks and defences."""
    account = account_of(request)
    case = queries.one(account, code[:24])
    if case is None:
        raise Refused("not_found", _("没有找到"))
    papers = permissions.sees_papers(account, case)
    clocks = [one.deadline for one in queries.clocks(case) if one.deadline.running] if papers else []
    told = case.statements.filter(party__in=queries.parties_for(account, case)) if papers else []
    return {
        **shown(case),
        "parties": [_party(one, account, case) for one in queries.parties_for(account, case)],
        "clocks": [
            {"rule": one.rule, "due": one.due.isoformat(), "provisional": one.provisional, "cite": one.cite}
            for one in clocks
        ],
        "statements": [{"at": one.at.isoformat(), "text": one.text, "adopted": one.adopted} for one in told],
        "acts": [
            {"act": one.action, "allowed": one.allowed, "why": one.why or None, "cite": one.cite or None}
            for one in flow.offered(case, account)
        ],
    }
