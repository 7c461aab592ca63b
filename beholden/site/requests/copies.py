"""Copies that others make for a request: redacted ones (R21, R22). Without the room that makes and reviews them there
is none, so whatever needs one is refused: nothing unmasked ever stands in for it.
"""

from __future__ import annotations

import importlib

from django.apps import apps

from beholden.site.requests.models import FootageRequest

REDACTIONS = "beholden.site.redactions"


def can_redact() -> bool:
    """Whether this installation can make redacted copies at all."""
    return apps.is_installed(REDACTIONS)


def reviewed(request: FootageRequest) -> str:
    """The code of a redacted copy for this request whose every mask a person has reviewed; "" when there is none.

    The room of redactions answers by `queries.reviewed_for(code)`; one that cannot answer has reviewed nothing.
    """
    if not can_redact():
        return ""
    ask = getattr(importlib.import_module(f"{REDACTIONS}.queries"), "reviewed_for", None)
    return str(ask(request.code) or "")[:32] if ask else ""
