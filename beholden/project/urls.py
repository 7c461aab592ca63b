"""Addresses: each room brings its own `web/urls.py`; the API's routers meet under /api."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from beholden.project.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("language", set_language, name="set_language"),
    path("", include("beholden.site.access.web.urls")),
    path("api/", api.urls),
]
