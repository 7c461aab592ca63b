"""Finding documents. Whoever shows one first asks its own room whether the person may see what it is about."""

from __future__ import annotations

from django.db.models import QuerySet

from beholden.ground.documents.models import Document


def about(subject_kind: str, subject_code: str) -> QuerySet[Document]:
    """Documents about one thing, newest first."""
    return Document.objects.filter(subject_kind=subject_kind, subject_code=subject_code).select_related("series")


def by_code(code: str) -> Document | None:
    """The document of a printed code; typed capitals and blanks are forgiven."""
    kept = "".join(code.split()).lower()[:16]
    return Document.objects.select_related("series__authority").filter(code=kept).first()
