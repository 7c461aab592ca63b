"""Addresses of penalties: the list, a case, and one address an act."""

from __future__ import annotations

from django.urls import path

from beholden.registry.penalties.web import acts, opening, views

app_name = "penalties"

urlpatterns = [
    path("penalties", views.cases, name="list"),
    path("penalties/new", opening.start, name="start"),
    path("penalties/parties/<str:code>", views.party, name="party"),
    path("penalties/<str:code>", views.case, name="case"),
    path("penalties/<str:code>/documents/<str:document>", views.document, name="document"),
    path("penalties/<str:code>/parties/<str:party>/reveal", views.reveal, name="reveal"),
    *(path(f"penalties/<str:code>/{act.path}", acts.page(name), name=name) for name, act in acts.ACTS.items()),
]
