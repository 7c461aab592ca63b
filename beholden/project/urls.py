"""Addresses: each room brings its own. The plan is `docs/know/settings.md` and the room READMEs."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

ROOMS = (
    "beholden.ground.people.web.urls",
    "beholden.ground.systems.web.urls",
    "beholden.ground.evidence.web.urls",
    "beholden.site.recordings.web.urls",
    "beholden.site.access.web.urls",
)

urlpatterns: list[URLPattern | URLResolver] = []
