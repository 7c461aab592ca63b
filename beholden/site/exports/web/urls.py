"""Addresses of exports."""

from __future__ import annotations

from django.urls import path

from beholden.site.exports.web import views

app_name = "exports"
urlpatterns = [
    path("exports", views.home, name="home"),
    path("exports/new", views.new, name="new"),
    path("exports/<str:code>", views.export, name="export"),
    path("exports/<str:code>/download", views.download, name="download"),
    path("exports/<str:code>/acts/<str:action>", views.act, name="act"),
]
