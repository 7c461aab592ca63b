"""Addresses of penalties."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "penalties"
urlpatterns: list[URLPattern] = []
