"""Errors of the API as RFC 9457 problem details, with the article where the law is the reason."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from beholden.ground.acts.problems import refused
from beholden.ground.acts.refusals import Refused
from beholden.site.access import refusals
from beholden.site.access.refusals import Shut


def problem(code: str, **more: Any) -> HttpResponse:
    """The problem of a code of `refusals`, in the reader's language; ``more`` are further members."""
    said = refusals.sentence(code)
    body = {
        "type": f"urn:beholden:problem:{code}",
        "title": refusals.title(code),
        "status": said.status,
        "detail": refusals.detail(code),
        "code": code,
        "cite": said.cite or None,
        **more,
    }
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False), content_type="application/problem+json", status=said.status
    )
    response["Cache-Control"] = "no-store, private"
    return response


def shut(_request: HttpRequest, error: Shut) -> HttpResponse:
    """A shut door; ``number`` is the register entry of the refusal."""
    return problem(error.code) if error.number is None else problem(error.code, number=error.number)


def _unusable(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [{"at": ".".join(str(part) for part in one["loc"][1:]), "why": str(one["msg"])} for one in error.errors]
    return problem("input", errors=fields[:20])


def _signed_out(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return problem("signed_out")


def _declined(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem({403: "csrf", 400: "input"}.get(error.status_code, "not_found"))


def install(api: NinjaAPI) -> None:
    """Make every error of ``api`` a problem detail."""
    api.add_exception_handler(Shut, shut)
    api.add_exception_handler(Refused, refused)
    api.add_exception_handler(ValidationError, _unusable)
    api.add_exception_handler(AuthenticationError, _signed_out)
    api.add_exception_handler(HttpError, _declined)
