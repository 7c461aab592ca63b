"""The API of inspections: what an officer's phone holds, and the outbox that it empties here (M13)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.security import django_auth

from beholden.ground.acts.problems import Problems
from beholden.ground.people.models import Account
from beholden.ground.uploads import MB
from beholden.registry.filings.answers import Refused
from beholden.registry.inspections import files, holding, permissions
from beholden.registry.inspections.services import attestations, outbox

router = Router(auth=django_auth, tags=["inspections"])
_CHUNK = 256 * 1024


class ActionsIn(Schema):
    """What a phone did, oldest first."""

    actions: list[Any]


def _officer(request: HttpRequest) -> Account:
    account = request.user
    if not isinstance(account, Account) or not permissions.is_police(account):
        raise Refused("not_yours", _("只有公安机关的民警可以办理检查。"))
    return account


@router.get("/inspections/today", response={200: dict[str, Any], **Problems})
def today(request: HttpRequest) -> Any:
    """The officer's visits of yesterday, today and tomorrow, whole: everything the phone must hold."""
    return holding.today(_officer(request), timezone.now())


@router.post("/inspections/outbox", response={200: dict[str, Any], **Problems})
def send(request: HttpRequest, wish: ActionsIn) -> Any:
    """Do each action once; one result an action, in the same order."""
    account = _officer(request)
    results = outbox.apply(account, wish.actions)
    return {"now": timezone.now().isoformat(), "results": results}


@router.post("/inspections/outbox/{action}/file", response={200: dict[str, Any], **Problems})
def file(request: HttpRequest, action: uuid.UUID) -> Any:
    """The bytes of evidence that this action announced: one raw body, or one file of a form. Sent again: the same."""
    account = _officer(request)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > files.LARGEST:
        raise Refused("too_large", _("文件太大：最大 %(most)d MB") % {"most": files.LARGEST // MB})
    if (request.content_type or "").startswith("multipart/"):
        given = next(iter(request.FILES.values()), None)
        if given is None:
            raise Refused("empty", _("没有收到文件"), field="file")
        return outbox.piece(outbox.receive_file(account, action, given.chunks()))
    return outbox.piece(outbox.receive_file(account, action, _body(request)))


def _body(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(_CHUNK):
        yield chunk


@router.post("/attestations", auth=None, response={200: dict[str, Any], **Problems})
def attestation(request: HttpRequest) -> Any:
    """A signed statement of a System about itself. No sign-in: the signature of an enrolled log counts."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > attestations.LARGEST:
        raise Refused("too_large", _("声明太大，最大 %(most)d KB") % {"most": attestations.LARGEST // 1024})
    kept = attestations.receive(request.read(attestations.LARGEST + 1))
    return {"sha256": kept.sha256, "received_at": kept.received_at.isoformat(), "number": kept.statement["number"]}
