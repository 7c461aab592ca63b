"""Addresses of selfcheck."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "selfcheck"
urlpatterns: list[URLPattern] = []
