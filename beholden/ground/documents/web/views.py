"""The public check of a document by its QR code, and how a room hands out a file it has decided to show."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beholden.ground.documents import files, queries
from beholden.ground.documents.models import Document


@never_cache
@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Kind, number, day, unit and hash of a document that was issued here; nothing else, to anybody."""
    found = queries.by_code(code)
    return render(request, "documents/check.html", {"document": found}, status=200 if found else 404)


def handed_out(document: Document) -> HttpResponse:
    """The kept file, as an attachment. Raises DocumentError when it is not what was issued.

    Call it only after the room of its subject has found that the person may see it.
    """
    return pdf(files.content(document), f"{document.number}.pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF to save under ``name``: never shown inside our own origin, never cached."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f"attachment; filename=\"document.pdf\"; filename*=UTF-8''{quote(name, safe='')}"
    answer["Cache-Control"] = "private, no-store"
    return answer
