"""Imports a person may see, and what was found in their rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from beholden.ground.people.models import Account
from beholden.registry.filings import queries as filings
from beholden.registry.imports import files, permissions
from beholden.registry.imports.models import CameraImport

PAGE = 100


def visible_to(account: Account) -> QuerySet[CameraImport]:
    """Imports into filings this account may read; writing them is asked by `permissions.verdict`."""
    if not account.is_active:
        return CameraImport.objects.none()
    return CameraImport.objects.select_related("filing", "filing__unit", "by").filter(
        filing__in=filings.visible_to(account)
    )


def one(account: Account, code: str) -> CameraImport | None:
    """The import of this code when the account may write its filing's cameras, or could before it was handed in."""
    found = visible_to(account).filter(code=code).first()
    if found is None:
        return None
    own = found.by_id == account.pk or found.filing.unit_id == account.organisation_id
    return found if own or permissions.verdict(account, found.filing).allowed else None


def lines(found: CameraImport) -> Iterator[dict[str, Any]]:
    """Every checked row: n(umber), v(alues), f(indings), g(ood)."""
    path = files.lines(found.code)
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for text in file:
            yield json.loads(text)


def blamed(found: CameraImport, after: int = 0) -> list[dict[str, Any]]:
    """The next hundred rows behind row ``after`` in which something was found."""
    return list(islice((line for line in lines(found) if line["f"] and line["n"] > after), PAGE))
