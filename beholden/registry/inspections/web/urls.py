"""Addresses of inspections."""

from __future__ import annotations

from django.urls import path

from beholden.registry.inspections.web import acts, phone, plans, record, records

app_name = "inspections"
urlpatterns = [
    path("inspections", records.visits, name="list"),
    path("inspections/table.xlsx", records.table, name="table"),
    path("inspections/new", records.new, name="new"),
    path("inspections/oversight", plans.overseen, name="oversight"),
    path("inspections/oversight.xlsx", plans.overseen_table, name="oversight_table"),
    path("inspections/plans", plans.plans, name="plans"),
    path("inspections/plans/new", plans.new, name="plan_new"),
    path("inspections/plans/<str:code>", plans.plan, name="plan"),
    path("inspections/plans/<str:code>/draw.json", plans.exported, name="exported"),
    path("inspections/plans/<str:code>/do/<str:act>", plans.act, name="plan_act"),
    path("inspections/phone", phone.page, name="phone"),
    path("inspections/phone/session", phone.session, name="phone_session"),
    path("inspections/<str:code>", records.visit, name="visit"),
    path("inspections/<str:code>/do/<str:act>", acts.act, name="act"),
    path("inspections/<str:code>/files/<str:piece>", records.file, name="file"),
    path("evidence/<str:token>", records.opened, name="opened"),
    path("inspections/<str:code>/record.pdf", record.record, name="record"),
    path("phone-worker.js", phone.worker, name="phone_worker"),
    path("phone.webmanifest", phone.web_manifest, name="phone_manifest"),
]
