"""Addresses of the imports room."""

from __future__ import annotations

from django.urls import path

from beholden.registry.imports.web import views

app_name = "imports"
urlpatterns = [
    path("filings/<str:code>/import", views.upload, name="upload"),
    path("imports/<str:code>", views.one, name="one"),
    path("imports/<str:code>/state", views.state, name="state"),
    path("imports/<str:code>/take", views.take, name="take"),
    path("imports/<str:code>/drop", views.drop, name="drop"),
    path("imports/<str:code>/findings.xlsx", views.sheet, name="sheet"),
]
