"""The API of exports: ask, see how far it is, act, fetch; through the same door and register as the pages.

The writing calls carry an ``Idempotency-Key``: sent again with the same key, a call gets its first answer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Header, Router, Schema
from ninja.responses import Status
from ninja.security import django_auth

from beholden.ground.acts.refusals import Refused
from beholden.ground.calls.services import once_durable
from beholden.ground.evidence.reading import LogUnavailable
from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import account_of
from beholden.ground.systems.queries import cameras_visible_to
from beholden.site.access.api import Problems
from beholden.site.access.refusals import Shut
from beholden.site.access.scripts import moment, visiting
from beholden.site.exports import flow, permissions, queries, services
from beholden.site.exports.models import Export, Form
from beholden.site.exports.services.asking import MOST_CAMERAS
from beholden.site.exports.web.views import flowing

router = Router(auth=django_auth, tags=["exports"])


class ExportIn(Schema):
    """A package that is asked for. ``form``: evidence, or a viewing copy with a mark in every picture."""

    cameras: list[str] = Field(min_length=1, max_length=MOST_CAMERAS)
    from_: datetime = Field(alias="from")
    to: datetime
    form: Literal["evidence", "viewing"] = "evidence"


def _one(account: Account, code: str) -> Export:
    found = queries.export(account, code[:16]) if permissions.may_open(account) else None
    if found is None:
        raise Refused("not_found", _("没有找到"))
    return found


def shown(export: Export, account: Account) -> dict[str, Any]:
    """An export as this account may read it, with what it may do and why not."""
    hands = permissions.hands(account, export, timezone.now())
    return {
        "code": export.code,
        "state": export.state,
        "why": str(export.get_why_display()) if export.why else None,
        "form": export.form,
        "at": export.at,
        "by": export.by.name,
        "unit": export.unit.name,
        "purpose": export.purpose,
        "from": export.starts,
        "to": export.ends,
        "cameras": [{"camera": one.camera.code, "number": one.number} for one in export.cameras.all()],
        "left_out": [
            {"camera": one.code, "from": one.begin.isoformat(), "to": one.end.isoformat(), "why": one.why.value}
            for one in queries.left_out(export)
        ],
        "done": export.done,
        "total": export.total,
        "bytes": export.bytes or None,
        "manifest": export.manifest or None,
        "log_index": export.log_index,
        "until": export.until,
        "acts": {
            found.action: {"allowed": found.allowed, "why": found.why or None, "cite": found.step.cite}
            for found in flow.FLOW.every(export, hands)
            if found.step is not None
        },
    }


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    """As it is kept for a call that is sent again: JSON alone."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()}


@router.get("/exports", response={200: dict[str, Any], **Problems})
def exports(request: HttpRequest, before: int | None = None) -> Any:
    """Exports this account may see, newest first; ``older`` is the next page's ``before``."""
    account = account_of(request)
    if not permissions.may_open(account):
        raise Refused("not_yours", _("您的岗位不办理录像调取。"), cite="R16(2)(2)")
    found, older = queries.page(account, before)
    rows = [
        {"code": one.code, "state": one.state, "form": one.form, "from": one.starts, "to": one.ends} for one in found
    ]
    return {"exports": rows, "older": older}


@router.get("/exports/{code}", response={200: dict[str, Any], **Problems})
def export(request: HttpRequest, code: str) -> Any:
    """One export: how far it is, what can be done."""
    account = account_of(request)
    return shown(_one(account, code), account)


@router.post("/exports", response={201: dict[str, Any], **Problems})
def ask(request: HttpRequest, wish: ExportIn, idempotency_key: str = Header("", alias="Idempotency-Key")) -> Any:
    """Ask for a package; each camera is registered before a byte is read (R16(2)(3)). A refusal is registered too."""
    account, visitor = account_of(request), visiting(request)
    interval = moment(wish.from_), moment(wish.to)
    seen = {camera.code: camera for camera in cameras_visible_to(account).select_related("system__unit")}
    chosen = [seen[code] for code in dict.fromkeys(wish.cameras) if code in seen]
    if len(chosen) != len(set(wish.cameras)):
        raise Shut("unknown_camera")

    def act() -> tuple[int, dict[str, Any]]:
        return 201, _plain(shown(services.ask(visitor, chosen, interval, form=Form(wish.form)), account))

    return Status(*once_durable(account, idempotency_key, _asked(request), act))


@router.post("/exports/{code}/acts/{action}", response={200: dict[str, Any], **Problems})
def take(
    request: HttpRequest, code: str, action: str, idempotency_key: str = Header("", alias="Idempotency-Key")
) -> Any:
    """Agree, decline, cancel, try again, remove."""
    account = account_of(request)
    found = _one(account, code)
    if action not in flow.FLOW.actions or action == "download":
        raise Refused("not_found", _("没有找到"))

    def act() -> tuple[int, dict[str, Any]]:
        try:
            return 200, _plain(shown(services.act(account, found, action), account))
        except LogUnavailable as error:
            raise Shut("log_unavailable") from error

    return Status(*once_durable(account, idempotency_key, _asked(request), act))


@router.post("/exports/{code}/download", response={200: None, **Problems})
def download(request: HttpRequest, code: str) -> Any:
    """The package as a ZIP; each fetching is registered anew before its first byte, so it has no key (R16(2)(3))."""
    account, visitor = account_of(request), visiting(request)
    return flowing(services.fetch(visitor, _one(account, code)))


def _asked(request: HttpRequest) -> bytes:
    return f"{request.method} {request.path}\n".encode() + request.body
