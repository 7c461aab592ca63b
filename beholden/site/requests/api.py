"""The API of requests: take in, add papers, act, read; what the desk's pages do, a script can (R20 to R22).

Who asks is sealed on arrival and never given back here. Writing calls carry an ``Idempotency-Key``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, File, Header, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status
from ninja.security import django_auth

from beholden.ground.acts.refusals import Refused
from beholden.ground.calls.services import once_durable
from beholden.ground.documents import queries as documents
from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import account_of
from beholden.site.access import duty
from beholden.site.access.api import Problems
from beholden.site.access.models import Purpose
from beholden.site.access.refusals import Shut
from beholden.site.access.scripts import moment
from beholden.site.redactions import api as redactions
from beholden.site.requests import copies, flow, permissions, queries, services
from beholden.site.requests.models import FootageRequest

router = Router(auth=django_auth, tags=["requests"])


class RequestIn(Schema):
    """A request of one kind at one System; which words a kind needs, the refusal says. Names and numbers are sealed."""

    kind: Literal["state_organ", "individual", "internal", "publication"]
    system: str = Field(max_length=32)
    cameras: list[str] = Field([], max_length=64)
    from_: datetime = Field(alias="from")
    to: datetime
    want: Literal["viewing", "copy"] = "viewing"
    organ: str = Field("", max_length=1_000)
    duty: str = Field("", max_length=2_000)
    basis: str = Field("", max_length=2_000)
    document_number: str = Field("", max_length=400)
    need: str = Field("", max_length=2_000)
    relation: str = Field("", max_length=16)
    place: str = Field("", max_length=1_000)
    name: str = Field("", max_length=400)
    telephone: str = Field("", max_length=400)
    words: str = Field("", max_length=5_000)
    foreign: bool = False


class ActIn(Schema):
    """What a step asks for (`acts` of the request names it); ``revision`` guards against somebody quicker."""

    revision: int | None = None
    says: str = Field("", max_length=2_000)
    reason: str = Field("", max_length=16)
    cameras: list[str] | None = Field(None, max_length=64)
    from_: datetime | None = Field(None, alias="from")
    to: datetime | None = None
    need: str = Field("", max_length=2_000)
    id_number: str = Field("", max_length=100)
    party: str = Field("", max_length=2_000)
    medium: str = Field("", max_length=1_000)
    sha256: str = Field("", max_length=100)
    back_by: date | None = None
    on: date | None = None


class CopyIn(Schema):
    """One of the request's cameras, and which of its minutes; at most one hour a copy."""

    camera: str = Field(max_length=32)
    from_: datetime = Field(alias="from")
    to: datetime


def _one(account: Account, code: str) -> FootageRequest:
    found = queries.one(account, code)
    if found is None:
        raise Refused("not_found", _("没有找到"))
    return found


def shown(found: FootageRequest, account: Account) -> dict[str, Any]:
    """A request without who asks, with what can be done and why not."""
    times = {"created_at": found.created_at, "decided_at": found.decided_at, "handed_at": found.handed_at}
    return {
        "code": found.code,
        "number": found.number,
        "kind": found.kind,
        "state": found.state,
        "revision": found.revision,
        "system": found.system.code,
        "cameras": sorted(found.cameras.values_list("code", flat=True)),
        "from": found.from_at.isoformat(),
        "to": found.to_at.isoformat(),
        "want": found.want,
        "organ": found.organ or None,
        "duty": found.duty or None,
        "basis": found.basis or None,
        "document_number": found.document_number or None,
        **{name: at.isoformat() if at else None for name, at in times.items()},
        "back_by": found.back_by.isoformat() if found.back_by else None,
        "documents": [one.number for one in documents.about("request", found.code)],
        "copies": [{"code": one.code, "state": one.state} for one, _tone in copies.made_for(found)],
        "packages": [one.code for one in queries.packages_for(found)[:20]],
        "acts": {
            one.action: {
                "allowed": one.allowed,
                "why": one.why or None,
                "cite": one.cite or None,
                "asks": list(one.step.asks) if one.step else [],
            }
            for one in flow.offered(found, account)
        },
    }


@router.get("/requests", response={200: dict[str, Any], **Problems})
def requests(request: HttpRequest, view: Literal["open", "handed", "ended", "all"] = "open", after: str = "") -> Any:
    """Requests this account may read, newest first; ``after`` of an answer is that of the next page."""
    account = account_of(request)
    if not permissions.may_read(account):
        raise Refused("not_yours", _("您的岗位不办理查阅、调取申请。"), cite="R20")
    page = queries.page(queries.tab(queries.visible_to(account), view), after[:20])
    rows = [{"code": one.code, "number": one.number, "kind": one.kind, "state": one.state} for one in page.rows]
    return {"requests": rows, "after": page.after or None}


@router.get("/requests/{code}", response={200: dict[str, Any], **Problems})
def request_of(request: HttpRequest, code: str) -> Any:
    """Where a request stands."""
    account = account_of(request)
    return shown(_one(account, code), account)


@router.post("/requests", response={201: dict[str, Any], **Problems})
def take_in(request: HttpRequest, wish: RequestIn, idempotency_key: str = Header("", alias="Idempotency-Key")) -> Any:
    """Take a request in; the footage asked for is held from now on. Too wide is refused with its article (R20, R21)."""
    account = account_of(request)
    system = queries.systems_of(account).filter(code=wish.system).first()
    if system is None:
        raise Refused("not_found", _("没有找到"))
    given = wish.dict() | {"from_at": moment(wish.from_), "to_at": moment(wish.to)}

    def act() -> tuple[int, dict[str, Any]]:
        made = services.file(account, system, wish.kind, given)
        return 201, shown(_one(account, made.code), account)

    return Status(*once_durable(account, idempotency_key, _asked(request), act))


@router.post("/requests/{code}/papers", response={201: dict[str, Any], **Problems})
def paper(request: HttpRequest, code: str, file: File[UploadedFile]) -> Any:
    """Add a paper (PDF, JPEG, PNG by its content); the same one twice is refused, so it needs no key."""
    account = account_of(request)
    found = _one(account, code)
    services.attach(account, found, file.name or "", file.chunks())
    return Status(201, shown(_one(account, code), account))


@router.post("/requests/{code}/copies", response={201: dict[str, Any], **Problems})
def copy(
    request: HttpRequest, code: str, wish: CopyIn, idempotency_key: str = Header("", alias="Idempotency-Key")
) -> Any:
    """Have a masked copy made of minutes of one of its cameras; registered first, the request as purpose (R21, R22)."""
    account = account_of(request)
    found = _one(account, code)
    verdict = flow.verdict(found, "redact", account)
    if not verdict.allowed:
        raise Refused("not_now", verdict.why, cite=verdict.cite)
    interval = moment(wish.from_), moment(wish.to)
    camera = found.cameras.select_related("system__unit").filter(code=wish.camera).first()
    if camera is None:
        raise Shut("unknown_camera")
    duty.start(request.session, Purpose.REQUEST, found.number, timezone.now())
    visitor = duty.visitor(request)
    assert visitor is not None  # the router asks for a session

    def act() -> tuple[int, dict[str, Any]]:
        made = copies.ask(visitor, found, camera, interval)
        return 201, redactions.shown(made, account)

    return Status(*once_durable(account, idempotency_key, _asked(request), act))


@router.post("/requests/{code}/acts/{action}", response={200: dict[str, Any], **Problems})
def take(
    request: HttpRequest,
    code: str,
    action: str,
    given: ActIn,
    idempotency_key: str = Header("", alias="Idempotency-Key"),
) -> Any:
    """One step of the flow; refused with the reason and its article when it is not open to this account now."""
    account = account_of(request)
    found = _one(account, code)
    verdict = flow.verdict(found, action, account)
    if verdict.step is None or action in flow.NO_PAGE:
        raise Refused("not_found", _("没有找到"))
    moments = {"from_at": given.from_, "to_at": given.to}
    words = given.dict() | {name: moment(at) if at else None for name, at in moments.items()}
    words |= {name: at.isoformat() if (at := getattr(given, name)) else "" for name in ("back_by", "on")}

    def act() -> tuple[int, dict[str, Any]]:
        done = services.act(account, found, action, words, seen=given.revision)
        return 200, shown(_one(account, done.code), account)

    return Status(*once_durable(account, idempotency_key, _asked(request), act))


def _asked(request: HttpRequest) -> bytes:
    return f"{request.method} {request.path}\n".encode() + request.body
