"""A refused act as the API says it: RFC 9457 problem details, with the article where the law is the reason."""

from __future__ import annotations

import json
from typing import Final

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from beholden.ground.acts.refusals import Refused

_STATUS: Final = {
    "not_found": 404, "not_yours": 403, "conflict": 409, "not_now": 409, "change_under_way": 409, "busy": 503,
    "log_unavailable": 503,
}  # fmt: skip


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None
    cite: str | None = None


Problems: Final = dict.fromkeys((401, 403, 404, 409, 422, 503), Problem)


def refused(_request: HttpRequest, error: Refused) -> HttpResponse:
    """The answer to a refusal."""
    status = _STATUS.get(error.code, 422)
    body = {
        "type": f"urn:beholden:problem:{error.code}",
        "title": str(error),
        "status": status,
        "detail": str(error),
        "code": error.code,
        "field": error.field or None,
        "cite": error.cite or None,
    }
    answer = HttpResponse(json.dumps(body, ensure_ascii=False), content_type="application/problem+json", status=status)
    answer["Cache-Control"] = "no-store, private"
    return answer
