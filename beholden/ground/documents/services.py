"""The only writers of documents. A number is given out inside the caller's transaction: rolled back, it is free again,
so a series has no gap (M7, M8(1): what was told and received can be shown, one after the other).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from beholden.ground.documents import addresses, codes, files, rendering
from beholden.ground.documents.kinds import DocumentError, kind_of
from beholden.ground.documents.models import Document, DocumentSeries

__all__ = ["DocumentError", "drawn", "issue"]

_TRIES: Final = 5


@transaction.atomic
def issue(
    kind: str,
    subject: tuple[str, str],
    context: Mapping[str, Any],
    by: Any,
    *,
    authority: Any = None,
    now: datetime | None = None,
) -> Document:
    """Number, draw and keep one document about ``subject`` (kind and code, such as ("filing", "f-…")).

    ``by`` is the account; ``authority`` the organisation that numbers (default: the account's own). The public finds
    it at /d/<code>, printed as QR code. Raises DocumentError; nothing is numbered or kept then.
    """
    letter = kind_of(kind)
    if not letter.numbered:
        raise DocumentError(f"{kind} is not numbered: draw it")
    office = authority or by.organisation
    if office is None:
        raise DocumentError(f"{kind} needs an authority to number it")
    at = now or timezone.now()
    year = timezone.localtime(at).year
    series, ordinal = _next(kind, year, office)
    number = f"{letter.mark}〔{year}〕{series.mark}-{ordinal:04d}号"
    code = codes.document_code()
    made = rendering.drawn(letter, context, at=at, number=number, link=addresses.public(f"/d/{code}"))
    path = f"{year}/{code}.pdf"
    return Document.objects.create(
        code=code,
        series=series,
        ordinal=ordinal,
        number=number,
        kind=kind,
        subject_kind=subject[0],
        subject_code=subject[1],
        unit_name=str(context["unit"])[:200],
        created_by=by,
        at=at,
        sha256=files.keep(path, made),
        size=len(made),
        path=path,
    )


def drawn(kind: str, context: Mapping[str, Any], *, link: str = "", now: datetime | None = None) -> bytes:
    """The PDF of a kind without a number: a blank form, a sign. ``link`` becomes its QR code. Raises DocumentError."""
    letter = kind_of(kind)
    if letter.numbered:
        raise DocumentError(f"{kind} is numbered: issue it")
    return rendering.drawn(letter, context, at=now or timezone.now(), link=link)


def _next(kind: str, year: int, authority: Any) -> tuple[DocumentSeries, int]:
    """The series, locked until the transaction ends, and the next number of it."""
    for _ in range(_TRIES):
        found = DocumentSeries.objects.select_for_update().filter(kind=kind, year=year, authority=authority).first()
        if found is not None:
            DocumentSeries.objects.filter(pk=found.pk).update(last=F("last") + 1)
            return found, found.last + 1
        try:
            with transaction.atomic():
                DocumentSeries.objects.create(kind=kind, year=year, authority=authority, mark=_mark(authority))
        except IntegrityError:
            continue  # somebody else opened it, or took the mark, at the same moment
    raise DocumentError(f"the series of {kind} {year} could not be opened")


def _mark(authority: Any) -> str:
    """How the authority stands in its numbers: its division; a second authority there gets ``-2`` behind it."""
    own = DocumentSeries.objects.filter(authority=authority).values_list("mark", flat=True).first()
    if own is not None:
        return own
    others = DocumentSeries.objects.filter(authority__division=authority.division).exclude(authority=authority)
    taken = set(others.values_list("mark", flat=True))
    choices = (authority.division, *(f"{authority.division}-{count}" for count in range(2, len(taken) + 3)))
    return next(mark for mark in choices if mark not in taken)
