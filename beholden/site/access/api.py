"""The API of looks, cameras and the register. Everything a page can do here a script can, through the same door."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status
from ninja.security import django_auth

from beholden.engines.video.recorder import status as recorder
from beholden.ground.people.web.doors import account_of
from beholden.ground.systems.models import Camera
from beholden.site.access import presentation, queries, services
from beholden.site.access.models import Action, Ended
from beholden.site.access.permissions import closed, reads_register
from beholden.site.access.refusals import Shut
from beholden.site.access.scripts import moment, visiting

router = Router(auth=django_auth, tags=["access"])
_WIDEST = timedelta(days=32)  # of one timeline answer


class Wish(Schema):
    """A look that is asked for."""

    camera: str = Field(max_length=32)
    action: Literal["live", "playback", "snapshot"]
    from_: datetime | None = Field(None, alias="from")
    to: datetime | None = None


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None
    cite: str | None = None
    number: int | None = None


class Watermark(Schema):
    """What the picture must say."""

    name: str
    time: datetime
    number: int
    unit: str


class Opened(Schema):
    """A registered look and where its picture flows."""

    number: int
    at: datetime
    watermark: Watermark
    codec: str
    width: int
    height: int
    urls: dict[str, str]


class Done(Schema):
    """Whether this call ended it (false: it had ended)."""

    ended: bool


Problems = dict.fromkeys((401, 403, 404, 409, 422, 429, 503), Problem)


def _moment(at: datetime | None) -> datetime | None:
    return None if at is None else moment(at)


@router.post("/looks", response={201: Opened, **Problems}, by_alias=True)
def open_look(request: HttpRequest, wish: Wish) -> Any:
    """Register a look and get the address of its picture. A refusal is registered too (R16(2)(3))."""
    if wish.action == Action.EXPORT:  # a package is asked for at /exports, which sees that it is made
        raise Shut("action")
    start, until = _moment(wish.from_), _moment(wish.to)
    interval = None
    if start is not None:
        interval = (start, until if until is not None else start)
    look = services.look(visiting(request), wish.camera, wish.action, interval)
    return Status(201, presentation.opened(look))


@router.post("/looks/{number}/end", response={200: Done, **Problems})
def end_look(request: HttpRequest, number: int) -> Any:
    """End an own look; its address stops working."""
    entry = queries.own(account_of(request), number)
    if entry is None:
        raise Shut("unknown_entry")
    return {"ended": services.end(number, Ended.VIEWER)}


@router.get("/cameras", response={200: dict[str, Any], **Problems})
def cameras(request: HttpRequest) -> Any:
    """The cameras whose pictures this account may see, what the recorder says of each, and what else is wrong now."""
    account = account_of(request)
    return {
        "cameras": presentation.cameras(account),
        "alarms": presentation.alarms(account),
        "now": timezone.now(),
    }


@router.get("/cameras/{code}/timeline", response={200: dict[str, Any], **Problems})
def timeline(request: HttpRequest, code: str, from_: Annotated[datetime, Query(alias="from")], to: datetime) -> Any:
    """Where this camera has footage, and each gap with its reason (at most 32 days)."""
    account = account_of(request)
    camera = Camera.objects.select_related("system").filter(code=code[:32]).first()
    if camera is None or closed(account, camera, Action.PLAYBACK, timezone.now()):
        raise Shut("unknown_camera")
    start, until = moment(from_), moment(to)
    if start >= until or until - start > _WIDEST:
        raise Shut("interval")
    return presentation.timeline(camera, start, until)


@router.get("/status", response={200: dict[str, Any], **Problems})
def status(request: HttpRequest) -> Any:
    """Does the recorder run, and how are this account's cameras."""
    shown = presentation.cameras(account_of(request))
    counts: dict[str, int] = {}
    for one in shown:
        counts[one["state"]] = counts.get(one["state"], 0) + 1
    return {"now": timezone.now(), "recorder": recorder.read(settings.DATA) is not None, "cameras": counts}


class RegisterQuery(Schema):
    """Filters of the register; empty means all. ``before``/``after`` are register numbers."""

    since: datetime | None = Field(None, alias="from")
    until: datetime | None = Field(None, alias="to")
    camera: str = Field("", max_length=100)
    person: str = Field("", max_length=64)
    action: Literal["", "live", "playback", "snapshot"] = ""
    purpose: str = Field("", max_length=16)
    result: Literal["", "granted", "refused", "interrupted"] = ""
    before: int | None = Field(None, ge=1)
    after: int | None = Field(None, ge=0)
    size: int = Field(queries.PAGE, ge=1, le=500)


@router.get("/register", response={200: dict[str, Any], **Problems})
def register(request: HttpRequest, asked: Query[RegisterQuery]) -> Any:
    """The register as this account may read it, newest first, in keyset pages."""
    account = account_of(request)
    if not reads_register(account):
        raise Shut("register_closed")
    filters = queries.Filters(
        _moment(asked.since),
        _moment(asked.until),
        asked.camera,
        asked.person,
        asked.action,
        asked.purpose,
        asked.result,
    )
    page = queries.page(account, filters, before=asked.before, after=asked.after, size=asked.size)
    return {
        "entries": [presentation.entry(one) for one in page.entries],
        "older": page.older,
        "newer": page.newer,
    }


@router.get("/register/{number}", response={200: dict[str, Any], **Problems})
def register_entry(request: HttpRequest, number: int) -> Any:
    """One entry with its place in the log."""
    entry = queries.entry(account_of(request), number)
    if entry is None:
        raise Shut("unknown_entry")
    return presentation.entry(entry)
