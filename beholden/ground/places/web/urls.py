"""Addresses of the places room."""

from __future__ import annotations

from django.urls import path

from beholden.ground.places.web import views

urlpatterns = [
    path("map", views.page, name="map"),
    path("map/marks", views.in_view, name="map_marks"),
]
