"""Addresses of the documents room."""

from __future__ import annotations

from django.urls import path

from beholden.ground.documents.web import views

urlpatterns = [path("d/<str:code>", views.check, name="document_check")]
