"""The API of tips and of complaints: what an officer's page lists, a script can read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.security import django_auth

from beholden.ground.acts.problems import Problems
from beholden.ground.people.web.doors import account_of
from beholden.registry.filings.answers import Refused
from beholden.registry.tips import queries
from beholden.registry.tips.models import Complaint, Tip

router = Router(auth=django_auth, tags=["tips"])


def _tip(one: Tip) -> dict[str, Any]:
    return {
        "code": one.code,
        "state": one.state,
        "subject": one.subject,
        "urgent": one.urgent,
        "authority": one.authority.name,
        "division": one.division,
        "place": one.place,
        "received_at": one.received_at.isoformat(),
        "transfer_by": one.transfer_by.isoformat() if one.transfer_by else None,
        "outcome": one.outcome or None,
    }


def _complaint(one: Complaint) -> dict[str, Any]:
    return {
        "code": one.code,
        "state": one.state,
        "subject": one.subject,
        "about": one.about.name if one.about else None,
        "received_at": one.received_at.isoformat(),
        "outcome": one.outcome or None,
    }


@router.get("/tips", response={200: dict[str, Any], **Problems})
def tips(request: HttpRequest, view: str = "all", after: str = "") -> Any:
    """Tips this account may read, newest first, without words and contact."""
    account = account_of(request)
    page = queries.page(queries.tab(queries.visible_to(account), view[:16], account), after[:20])
    return {"tips": [_tip(one) for one in page.rows], "after": page.after or None}


@router.get("/tips/{code}", response={200: dict[str, Any], **Problems})
def tip(request: HttpRequest, code: str) -> Any:
    """Where a tip stands."""
    found = queries.one(account_of(request), code)
    if found is None:
        raise Refused("not_found", _("没有找到"))
    return _tip(found)


@router.get("/complaints", response={200: dict[str, Any], **Problems})
def complaints(request: HttpRequest, after: str = "") -> Any:
    """Complaints at this account's desk; empty for everybody else."""
    page = queries.page(queries.complaints_visible_to(account_of(request)), after[:20])
    return {"complaints": [_complaint(one) for one in page.rows], "after": page.after or None}


@router.get("/complaints/{code}", response={200: dict[str, Any], **Problems})
def complaint(request: HttpRequest, code: str) -> Any:
    """Where a complaint stands."""
    found = queries.complaint(account_of(request), code)
    if found is None:
        raise Refused("not_found", _("没有找到"))
    return _complaint(found)


def install(api: NinjaAPI) -> None:
    """Join the API."""
    api.add_router("", router)
