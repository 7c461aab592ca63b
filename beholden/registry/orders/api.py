"""The API of orders: what a unit was ordered, and its report of correction (M14, M15).

The writing call carries an ``Idempotency-Key``: sent again with the same key, it gets its first answer.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Header, Router, Schema
from ninja.responses import Status
from ninja.security import django_auth

from beholden.ground.acts.problems import Problems
from beholden.ground.calls.services import once
from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import account_of
from beholden.registry.filings.answers import Refused
from beholden.registry.orders import permissions, queries, services
from beholden.registry.orders.models import Order

router = Router(auth=django_auth, tags=["orders"])


class ReportIn(Schema):
    """What was put right; ``asks_early`` asks for a re-inspection before the term is over."""

    text: str = Field("", max_length=6_000)
    asks_early: bool = False


def _one(account: Account, code: str) -> Order:
    found = queries.one(account, code[:24])
    if found is None:
        raise Refused("not_found", _("没有找到"))
    return found


def shown(order: Order) -> dict[str, Any]:
    """An order as those who may read it get it."""
    days = {name: getattr(order, name) for name in ("issued_on", "served_on", "expires_on")}
    return {
        "code": order.code,
        "number": order.number,
        "kind": order.kind,
        "state": order.state,
        "revision": order.revision,
        "party": order.party_name,
        "place": order.place,
        "violations": order.violations,
        "items": order.items,
        "text": order.text,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }


@router.get("/orders", response={200: dict[str, Any], **Problems})
def orders(request: HttpRequest, view: str = "all", after: str = "", q: str = "") -> Any:
    """Orders this account may read, by due day, in keyset pages."""
    account = account_of(request)
    listed = queries.tab(queries.visible_to(account), view[:16], timezone.localdate())
    page = queries.page(queries.search(listed, q[:100]), after[:40])
    return {"orders": [shown(one) for one in page.orders], "after": page.after or None}


@router.get("/orders/{code}", response={200: dict[str, Any], **Problems})
def order(request: HttpRequest, code: str) -> Any:
    """One order, and what its unit reported."""
    account = account_of(request)
    found = _one(account, code)
    concerned = permissions.orders(account, found) or permissions.answers_for(account, found)
    told = found.reports.all() if concerned else []
    reports = [{"at": one.at.isoformat(), "text": one.text, "asks_early": one.asks_early} for one in told]
    return {**shown(found), "reports": reports}


@router.post("/orders/{code}/report", response={201: dict[str, Any], **Problems})
def report(
    request: HttpRequest, code: str, wish: ReportIn, idempotency_key: str = Header("", alias="Idempotency-Key")
) -> Any:
    """The unit reports what it put right; files are added at the page."""
    account = account_of(request)
    found = _one(account, code)

    def act() -> tuple[int, dict[str, Any]]:
        services.report_correction(account, found, text=wish.text, asks_early=wish.asks_early)
        return 201, shown(_one(account, code))

    asked = f"{request.method} {request.path}\n".encode() + request.body
    return Status(*once(account, idempotency_key, asked, act))
