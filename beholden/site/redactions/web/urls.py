"""Addresses of the redactions room."""

from __future__ import annotations

from django.urls import path

from beholden.site.redactions.web import acts, media, views

app_name = "redactions"

urlpatterns = [
    path("redactions", views.home, name="home"),
    path("redactions/new", views.new, name="new"),
    path("redactions/<str:code>", views.redaction, name="redaction"),
    path("redactions/<str:code>/show", views.show, name="show"),
    path("redactions/<str:code>/tracks.json", views.found, name="tracks"),
    path("redactions/<str:code>/watch", acts.watch, name="watch"),
    path("redactions/<str:code>/changes", acts.change, name="change"),
    path("redactions/<str:code>/acts/<str:action>", acts.act, name="act"),
    path("redactions/<str:code>/download", acts.download, name="download"),
    path("media/masked/<str:token>/<str:code>.mp4", media.copy, name="masked"),
]
