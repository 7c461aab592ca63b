"""Addresses: each room brings its own `web/urls.py`; the API's routers meet under /api."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from beholden.project import health
from beholden.project.api import api
from beholden.project.home import home

ROOMS = (
    "beholden.ground.people",
    "beholden.ground.systems",
    "beholden.ground.evidence",
    "beholden.ground.documents",
    "beholden.ground.deadlines",
    "beholden.ground.places",
    "beholden.ground.lawbook",
    "beholden.site.recordings",
    "beholden.site.access",
    "beholden.site.exports",
    "beholden.site.redactions",
    "beholden.site.dossiers",
    "beholden.site.selfcheck",
    "beholden.site.requests",
    "beholden.registry.filings",
    "beholden.registry.imports",
    "beholden.registry.inspections",
    "beholden.registry.orders",
    "beholden.registry.penalties",
    "beholden.registry.tips",
    "beholden.registry.statistics",
    "beholden.registry.portal",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("language", set_language, name="set_language"),
    path("api/", api.urls),
    *(path("", include(f"{room}.web.urls")) for room in ROOMS),
]
