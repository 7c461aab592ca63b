"""The witness's two addresses, c2sp.org/tlog-witness to the letter. No sign-in: a log's signature is what counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from beholden.engines.ledger.note import NoteError
from beholden.engines.ledger.witness import PLAIN, Answer, Witness
from beholden.engines.sealing import KeyFileError
from beholden.ground.evidence import witnessing


@csrf_exempt  # no browser and no session: machines of other owners post here
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Cosign a checkpoint that continues the last one: 200, else 400, 403, 404, 409, 422 as the specification says."""
    try:
        body = request.body
    except RequestDataTooBig:
        return HttpResponse(b"the request is too large\n", status=400, content_type=PLAIN)
    return _answer(lambda witness: witness.add_checkpoint(body))


@require_GET
def latest_checkpoint(request: HttpRequest, origin_hash: str) -> HttpResponse:
    """The last checkpoint of a log that was cosigned here, for monitors."""
    return _answer(lambda witness: witness.checkpoint(origin_hash))


def _answer(ask: Callable[[Witness], Answer]) -> HttpResponse:
    if settings.ROLE == "site":
        raise Http404  # a site does not witness
    try:
        answer = ask(witnessing.witness(settings.DATA))
    except (KeyFileError, NoteError, OSError, sqlite3.Error):
        return HttpResponse(b"the witness cannot answer now\n", status=503, content_type=PLAIN)
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)
