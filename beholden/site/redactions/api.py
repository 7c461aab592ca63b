"""The API of masked copies: ask, see how far it is, what was found, decide on masks, watch, take along (R21, R22).

Through the same door and register as the pages. Writing calls carry an ``Idempotency-Key``; watching and taking are
registered anew each time and have none. A copy for a request is asked for at ``/requests/{code}/copies``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Header, Router, Schema
from ninja.responses import Status
from ninja.security import django_auth

from beholden.engines.redaction import plan as engine
from beholden.ground.acts.refusals import Refused
from beholden.ground.calls.services import once_durable
from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import account_of
from beholden.ground.systems.queries import cameras_visible_to
from beholden.site.access.api import Problems
from beholden.site.access.duty import Visitor
from beholden.site.access.refusals import Shut
from beholden.site.access.scripts import moment
from beholden.site.redactions import flow, permissions, plans, queries, services
from beholden.site.redactions.models import Aim, Redaction, RedactionChange
from beholden.site.redactions.web.acts import flowing
from beholden.site.redactions.web.showing import purpose_of

router = Router(auth=django_auth, tags=["redactions"])
_Do = RedactionChange.Do


class PreviewIn(Schema):
    """Minutes of a camera, to be seen as a mosaic by who may not see identities."""

    camera: str = Field(max_length=32)
    from_: datetime = Field(alias="from")
    to: datetime


class ChangeIn(Schema):
    """A decision on masks. ``uncover`` and ``cover`` name ``tracks``; ``polygon`` has corners as fractions of the
    picture, and seconds of the copy; ``erase`` names the ``area``. ``revision`` guards against somebody quicker.
    """

    do: Literal["uncover", "cover", "polygon", "erase"]
    reason: str = Field("", max_length=800)
    revision: int | None = None
    tracks: list[int] = Field([], max_length=500)
    points: list[tuple[float, float]] = Field([], max_length=plans.MOST_CORNERS)
    from_s: float = Field(0, ge=0, le=86_400)
    to_s: float = Field(0, ge=0, le=86_400)
    area: int = 0


class ActIn(Schema):
    """``says`` is how it was checked, for `confirm`; ``revision`` guards against somebody quicker."""

    revision: int | None = None
    says: str = Field("", max_length=2_000)


def _visitor(request: HttpRequest, found: Redaction | None = None) -> Visitor:
    visitor = purpose_of(request, found)
    if visitor is None:
        raise Shut("no_purpose")
    return visitor


def _one(account: Account, code: str) -> Redaction:
    found = queries.one(account, code)
    if found is None:
        raise Refused("not_found", _("没有找到"))
    return found


def shown(found: Redaction, account: Account) -> dict[str, Any]:
    """A copy as this account may read it, with what it may do and why not. No pixel."""
    times = {name: getattr(found, name) for name in ("at", "made_at", "confirmed_at", "released_at", "until")}
    return {
        "code": found.code,
        "aim": found.aim,
        "state": found.state,
        "why": str(found.get_why_display()) if found.why else None,
        "revision": found.revision,
        "request": found.subject or None,
        "number": found.number or None,
        "camera": found.camera.code,
        "from": found.starts.isoformat(),
        "to": found.ends.isoformat(),
        "by": found.by.name,
        "entry": found.entry,
        "done": found.done,
        "changed": found.changed,
        "seconds": found.seconds,
        "blank": [[from_ms / 1000, to_ms / 1000] for from_ms, to_ms in found.blank],
        "altered": [[from_ms / 1000, to_ms / 1000] for from_ms, to_ms, _file in found.altered],
        "sha256": found.sha256 or None,
        "bytes": found.bytes or None,
        "audit": {"looked": found.looked, "repaired": found.repaired, "left": found.left},
        "log_index": found.log_index,
        **{name: at.isoformat() if at else None for name, at in times.items()},
        "acts": {
            one.action: {"allowed": one.allowed, "why": one.why or None, "cite": one.cite or None}
            for one in flow.offered(found, account)
        },
    }


@router.get("/redactions", response={200: dict[str, Any], **Problems})
def redactions(request: HttpRequest, view: Literal["open", "usable", "all"] = "open", after: str = "") -> Any:
    """Copies this account may know of, newest first; ``after`` of an answer is that of the next page."""
    account = account_of(request)
    if not permissions.may_open(account):
        raise Refused("not_yours", _("您的岗位不办理遮挡件。"), cite="R16(2)(2)")
    rows, following = queries.page(queries.tab(queries.visible_to(account), view), after[:20])
    told = [{"code": one.code, "aim": one.aim, "state": one.state, "number": one.number or None} for one in rows]
    return {"redactions": told, "after": following or None}


@router.get("/redactions/{code}", response={200: dict[str, Any], **Problems})
def redaction(request: HttpRequest, code: str) -> Any:
    """How far a copy is, and what can be done."""
    account = account_of(request)
    return shown(_one(account, code), account)


@router.get("/redactions/{code}/tracks", response={200: dict[str, Any], **Problems})
def tracks(request: HttpRequest, code: str) -> Any:
    """What was found, where and when, and what is decided: for those who review. Never who."""
    account = account_of(request)
    found = _one(account, code)
    if not permissions.reviews(account, found, timezone.now()) or found.aim == Aim.MOSAIC:
        raise Refused("not_found", _("没有找到"))
    now, masked = plans.standing(found), engine.Purpose(found.aim).kinds
    rows = [one for one in engine.tracks_data(plans.tracks(found)) if engine.Kind(one["kind"]) in masked]
    open_now = {number: change.reason for number, change in now.uncovered.items()}
    areas = [
        {"area": one.pk, "points": one.points, "from_s": (one.from_ms or 0) / 1000, "to_s": (one.to_ms or 0) / 1000}
        | {"reason": one.reason}
        for one in now.polygons
    ]
    return {"tracks": [{**one, "open": open_now.get(one["number"])} for one in rows], "areas": areas}


@router.post("/redactions", response={201: dict[str, Any], **Problems})
def ask(request: HttpRequest, wish: PreviewIn, idempotency_key: str = Header("", alias="Idempotency-Key")) -> Any:
    """Ask for a preview with the whole picture as a mosaic; it is registered first (R16(2)(3))."""
    account, visitor = account_of(request), _visitor(request)
    interval = moment(wish.from_), moment(wish.to)
    camera = cameras_visible_to(account).select_related("system__unit").filter(code=wish.camera).first()
    if camera is None:
        raise Shut("unknown_camera")

    def act() -> tuple[int, dict[str, Any]]:
        made = services.ask(visitor, services.Subject(Aim.MOSAIC), camera, interval)
        return 201, shown(_one(account, made.code), account)

    return Status(*once_durable(account, idempotency_key, _asked(request), act))


@router.post("/redactions/{code}/changes", response={200: dict[str, Any], **Problems})
def change(
    request: HttpRequest, code: str, given: ChangeIn, idempotency_key: str = Header("", alias="Idempotency-Key")
) -> Any:
    """Uncover, cover, draw or erase, with the reason; it shows once `apply` made the copy anew (R22)."""
    account = account_of(request)
    found = _one(account, code)

    def act() -> tuple[int, dict[str, Any]]:
        seen = given.revision
        if given.do == _Do.POLYGON:
            corners = " ".join(f"{100 * x:.4f},{100 * y:.4f}" for x, y in given.points)
            drawn = services.Drawn(corners, f"{given.from_s:.3f}", f"{given.to_s:.3f}")
            services.draw(account, found, drawn, given.reason, seen=seen)
        elif given.do == _Do.ERASE:
            services.erase(account, found, given.area, given.reason, seen=seen)
        else:
            services.change(account, found, given.do, given.tracks, given.reason, seen=seen)
        return 200, shown(_one(account, code), account)

    return Status(*once_durable(account, idempotency_key, _asked(request), act))


@router.post("/redactions/{code}/acts/{action}", response={200: dict[str, Any], **Problems})
def take(
    request: HttpRequest,
    code: str,
    action: str,
    given: ActIn,
    idempotency_key: str = Header("", alias="Idempotency-Key"),
) -> Any:
    """Apply, confirm, cancel, retry, discard; refused with the reason when it is not open to this account now."""
    account = account_of(request)
    found = _one(account, code)
    if action not in ("confirm", *services.PLAIN):
        raise Refused("not_found", _("没有找到"))

    def act() -> tuple[int, dict[str, Any]]:
        if action == "confirm":
            services.confirm(account, found, given.says, seen=given.revision)
        else:
            services.act(account, found, action, seen=given.revision)
        return 200, shown(_one(account, code), account)

    return Status(*once_durable(account, idempotency_key, _asked(request), act))


@router.post("/redactions/{code}/watch", response={201: dict[str, Any], **Problems})
def watch(request: HttpRequest, code: str) -> Any:
    """Register a look; the address plays in this sign-in, in byte ranges, until the look ends (R16(2)(3))."""
    found = _one(account_of(request), code)
    look = services.watch(_visitor(request, found), found)
    address = reverse("redactions:masked", args=[look.token, found.code])
    return Status(201, {"address": address, "number": look.entry.number, "bytes": found.bytes})


@router.post("/redactions/{code}/download", response={200: None, **Problems})
def download(request: HttpRequest, code: str) -> Any:
    """A published copy, registered anew before its first byte (R16(2)(3), R22)."""
    found = _one(account_of(request), code)
    return flowing(services.take(_visitor(request, found), found))


def _asked(request: HttpRequest) -> bytes:
    return f"{request.method} {request.path}\n".encode() + request.body
