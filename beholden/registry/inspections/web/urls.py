"""Addresses of inspections."""

from __future__ import annotations

from django.urls import path

from beholden.registry.inspections.web import phone, record

app_name = "inspections"
urlpatterns = [
    path("inspections/phone", phone.page, name="phone"),
    path("inspections/phone/session", phone.session, name="phone_session"),
    path("inspections/<str:code>/record.pdf", record.record, name="record"),
    path("phone-worker.js", phone.worker, name="phone_worker"),
    path("phone.webmanifest", phone.web_manifest, name="phone_manifest"),
]
