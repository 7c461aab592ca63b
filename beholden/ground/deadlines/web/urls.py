"""Addresses of the deadlines room."""

from __future__ import annotations

from django.urls import path

from beholden.ground.deadlines.web import views

urlpatterns = [path("deadlines", views.deadlines, name="deadlines")]
