"""Every address the product answers at, read from Django's own tables and from the API's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def addresses(resolver: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    """Each address as a pattern, ``/people/<str:code>/link``; libraries' own included."""
    for entry in (resolver or get_resolver()).url_patterns:
        shown = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield shown
        else:
            yield from addresses(entry, shown)


def filled(pattern: str, values: dict[str, Any]) -> str:
    """The pattern with its parameters replaced. Raises KeyError for one that has no value."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), pattern)
