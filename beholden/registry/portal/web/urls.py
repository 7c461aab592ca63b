"""Addresses of the portal: short, since they are printed on signs."""

from __future__ import annotations

from django.urls import path

from beholden.registry.portal.web import views

app_name = "portal"

urlpatterns = [
    path("s/<str:code>", views.sign, name="sign"),
    path("check", views.check, name="check"),
]
