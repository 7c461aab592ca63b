"""Addresses of the lawbook room."""

from django.urls import path

from beholden.ground.lawbook.web import views

urlpatterns = [
    path("law", views.overview, name="law"),
    path("law/rules", views.rules, name="law_rules"),
    path("law/rules/<str:rule>", views.rule, name="law_rule"),
    path("law/calendars", views.calendars, name="law_calendars"),
    path("law/texts/<str:key>", views.text, name="law_text"),
    path("law/<str:cite>", views.cite, name="law_cite"),
]
