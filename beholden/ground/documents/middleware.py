"""A document that cannot be drawn, kept or trusted is one sentence with status 503, in whichever room it was wanted.

The caller's transaction has been rolled back by then: no decision without its paper (M7, M8(1)).
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from beholden.ground.documents.kinds import DocumentError

log = logging.getLogger(__name__)


class NoPaperMiddleware:
    """Answers for a DocumentError that no room caught; why goes to the log of whoever runs the installation."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """503 for a DocumentError, None for everything else."""
        if not isinstance(exception, DocumentError):
            return None
        log.error("no document at %s: %s", request.path, exception)
        if request.path.startswith("/api/"):
            problem = {
                "type": "about:blank",
                "title": _("现在拿不出这份文书"),
                "status": 503,
                "detail": _(
                    "文书没有制作成功或者与当时制作的不一致。什么都没有改变，也没有作出决定。请告诉系统管理员。"
                ),
                "code": "no_document",
            }
            return JsonResponse(problem, status=503, content_type="application/problem+json")
        return render(request, "documents/unavailable.html", status=503)
