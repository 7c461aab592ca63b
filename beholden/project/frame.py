"""What every page's frame shows: the installation, the languages, the person's role."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template variables of the layout: ``installation``, ``languages``, ``role``."""
    account = getattr(request, "user", None)
    return {
        "installation": settings.INSTALLATION_NAME,
        "languages": settings.LANGUAGES,
        "role": getattr(account, "role", ""),
    }
