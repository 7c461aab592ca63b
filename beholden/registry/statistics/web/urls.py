"""Addresses of statistics."""

from __future__ import annotations

from django.urls import path

from beholden.registry.statistics.web import views

app_name = "statistics"
urlpatterns = [
    path("statistics", views.overview, name="overview"),
    path("statistics/fairness", views.fair, name="fairness"),
    path("statistics/counted", views.counted, name="counted"),
    path("statistics/counted.xlsx", views.counted_sheet, name="counted_sheet"),
    path("statistics/tables/<str:name>.xlsx", views.sheet, name="sheet"),
]
