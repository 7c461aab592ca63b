"""Addresses of the recordings room."""

from __future__ import annotations

from django.urls import path

from beholden.site.recordings.web import views

app_name = "recordings"

urlpatterns = [
    path("today", views.today, name="today"),
    path("storage", views.storage_page, name="storage"),
    path("storage/holds", views.holds, name="holds"),
    path("storage/holds/new", views.place_hold, name="place_hold"),
    path("storage/holds/<str:code>", views.hold, name="hold"),
    path("alarms", views.alarms, name="alarms"),
    path("alarms/<str:code>/acknowledge", views.acknowledge, name="acknowledge"),
]
