"""The API of filings: draft, papers, submit, status, change, receipt. Everything a unit's page does, a script can.

Writing calls carry an ``Idempotency-Key``: sent again with the same key, a call gets its first answer.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, File, Header, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status
from ninja.security import django_auth

from beholden.engines import rulebook
from beholden.ground.acts.problems import Problems
from beholden.ground.calls.services import once
from beholden.ground.documents import queries as documents
from beholden.ground.documents.web.views import handed_out
from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import account_of
from beholden.registry.filings import completeness, papers, permissions, queries, services
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.cameras import CameraFields
from beholden.registry.filings.models import Filing

router = Router(auth=django_auth, tags=["filings"])


class CameraIn(Schema):
    """One camera; areas are words of the fact `area`, coordinates degrees of ``datum``."""

    name: str = Field(max_length=400)
    position: str = Field("", max_length=800)
    device_code: str = Field("", max_length=40)
    function_type: str = Field("", max_length=12)
    structure_type: str = Field("", max_length=12)
    place_category: str = Field("", max_length=32)
    area: str = Field("", max_length=24)
    sees: list[str] = Field([], max_length=12)
    near_secret: bool = False
    installed_on: date | None = None
    datum: str = Field("", max_length=8)
    lon: float | None = None
    lat: float | None = None


class AgentIn(Schema):
    """The agent (M6); sealed on arrival and never given back."""

    name: str = Field(max_length=64)
    id_kind: str = Field(max_length=12)
    id_number: str = Field(max_length=64)
    telephone: str = Field(max_length=64)


class DraftIn(Schema):
    """A new draft, or what is to change in one. ``answers`` by the names of the form."""

    place_category: str = Field("", max_length=32)
    answers: dict[str, str | int | bool] = Field({}, max_length=60)
    cameras: list[CameraIn] = Field([], max_length=1000)
    agent: AgentIn | None = None


class SubmitIn(Schema):
    """``incomplete`` true hands it in though something is missing."""

    incomplete: bool = False


def _one(account: Account, code: str) -> Filing:
    found = queries.one(account, code[:24])
    if found is None:
        raise Refused("not_found", _("没有找到"))
    return found


def shown(filing: Filing, account: Account) -> dict[str, Any]:
    """A filing as this account may read it."""
    concerned = permissions.answers_for(account, filing) or permissions.decides_on(account, filing)
    found: dict[str, Any] = {
        "code": filing.code,
        "number": filing.number,
        "kind": filing.kind,
        "channel": filing.channel,
        "state": filing.state,
        "version": filing.version,
        "in_force": filing.in_force,
        "revision": filing.revision,
        "unit": filing.unit_name,
        "division": filing.division,
        "cameras": filing.camera_count,
        "submitted_at": filing.submitted_at.isoformat() if filing.submitted_at else None,
        "decided_at": filing.decided_at.isoformat() if filing.decided_at else None,
        "due": filing.due.isoformat() if filing.due else None,
    }
    if concerned:
        found["missing"] = _missing(filing)
        found["receipts"] = [one.number for one in documents.about("filing", filing.code)]
    return found


def _missing(filing: Filing) -> list[dict[str, str]]:
    try:
        review = completeness.review(papers.gathered(filing), timezone.localdate())
    except rulebook.LawError:
        return []
    return [{"code": one.code, "says": one.says, "cite": one.cite} for one in review.defects]


def _asked(request: HttpRequest) -> bytes:
    return f"{request.method} {request.path}\n".encode() + request.body


@router.get("/filings", response={200: dict[str, Any], **Problems})
def filings(request: HttpRequest, view: str = "all", after: str = "", q: str = "") -> Any:
    """Filings this account may read, by due day, in keyset pages."""
    account = account_of(request)
    listed = queries.tab(queries.visible_to(account), view[:16], timezone.localdate())
    found = queries.search(listed, q[:100], account)
    page = queries.page(found, after[:40])
    return {"filings": [_row(one) for one in page.filings], "after": page.after or None}


def _row(filing: Filing) -> dict[str, Any]:
    return {
        "code": filing.code,
        "number": filing.number,
        "unit": filing.unit_name,
        "kind": filing.kind,
        "state": filing.state,
        "version": filing.version,
        "due": filing.due.isoformat() if filing.due else None,
    }


@router.get("/filings/{code}", response={200: dict[str, Any], **Problems})
def filing(request: HttpRequest, code: str) -> Any:
    """Where a filing stands, and what is missing."""
    account = account_of(request)
    return shown(_one(account, code), account)


@router.post("/filings", response={201: dict[str, Any], **Problems})
def draft(request: HttpRequest, wish: DraftIn, idempotency_key: str = Header("", alias="Idempotency-Key")) -> Any:
    """Begin a filing; refused where none is owed, with the article (R9(2), R33(1))."""
    account = account_of(request)

    def act() -> tuple[int, dict[str, Any]]:
        made = services.start(account, place_category=wish.place_category)
        return 201, shown(_fill(account, made, wish), account)

    return Status(*once(account, idempotency_key, _asked(request), act))


@router.post("/filings/{code}", response={200: dict[str, Any], **Problems})
def fill(
    request: HttpRequest, code: str, wish: DraftIn, idempotency_key: str = Header("", alias="Idempotency-Key")
) -> Any:
    """Add to a draft: answers replace those of the same name, cameras are added."""
    account = account_of(request)
    found = _one(account, code)
    return Status(
        *once(account, idempotency_key, _asked(request), lambda: (200, shown(_fill(account, found, wish), account)))
    )


def _fill(account: Account, filing: Filing, wish: DraftIn) -> Filing:
    if wish.answers:
        services.save_answers(account, filing, wish.answers)
    if wish.cameras:
        services.add_cameras(account, filing, [CameraFields(**camera.dict()) for camera in wish.cameras])
    if wish.agent:
        services.set_agent(account, filing, wish.agent.dict())
    return Filing.objects.select_related("unit", "authority").get(pk=filing.pk)


@router.post("/filings/{code}/papers/{kind}", response={201: dict[str, Any], **Problems})
def paper(
    request: HttpRequest,
    code: str,
    kind: Literal["authorisation_letter", "agent_id", "secret_consent"],
    file: File[UploadedFile],
) -> Any:
    """Upload a paper (PDF, JPEG, PNG by its content); it takes the place of the one of its kind."""
    account = account_of(request)
    made = services.attach(account, _one(account, code), kind, file.name or "", file.chunks())
    return Status(201, {"code": made.code, "sha256": made.sha256, "bytes": made.bytes, "media_type": made.media_type})


@router.post("/filings/{code}/submit", response={200: dict[str, Any], **Problems})
def submit(
    request: HttpRequest, code: str, wish: SubmitIn, idempotency_key: str = Header("", alias="Idempotency-Key")
) -> Any:
    """Hand it in."""
    account = account_of(request)
    found = _one(account, code)

    def act() -> tuple[int, dict[str, Any]]:
        return 200, shown(services.submit(account, found, incomplete=wish.incomplete), account)

    return Status(*once(account, idempotency_key, _asked(request), act))


@router.post("/filings/{code}/change", response={201: dict[str, Any], **Problems})
def change(request: HttpRequest, code: str, idempotency_key: str = Header("", alias="Idempotency-Key")) -> Any:
    """Begin the next version of a filing in force (M9)."""
    account = account_of(request)
    found = _one(account, code)
    return Status(
        *once(
            account,
            idempotency_key,
            _asked(request),
            lambda: (201, shown(services.start_change(account, found), account)),
        )
    )


@router.get("/filings/{code}/receipt", response={200: None, **Problems})
def receipt(request: HttpRequest, code: str) -> Any:
    """The receipt as issued, PDF."""
    account = account_of(request)
    found = _one(account, code)
    concerned = permissions.answers_for(account, found) or permissions.decides_on(account, found)
    issued = documents.about("filing", found.code).filter(kind="filing_receipt").order_by("-at").first()
    if issued is None or not concerned:
        raise Refused("not_found", _("没有找到"))
    return handed_out(issued)
