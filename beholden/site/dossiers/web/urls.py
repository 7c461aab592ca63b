"""Addresses of the dossiers room."""

from __future__ import annotations

from django.urls import path

from beholden.site.dossiers.web import duty, entries, overviews, people, sheets

app_name = "dossiers"

urlpatterns = [
    path("dossiers", overviews.home, name="home"),
    path("dossiers/staff", people.staff, name="staff"),
    path("dossiers/staff.xlsx", sheets.staff, name="staff_sheet"),
    path("dossiers/staff/new", people.add, name="add_person"),
    path("dossiers/staff/<str:code>", people.person, name="person"),
    path("dossiers/staff/<str:code>/edit", people.edit, name="edit_person"),
    path("dossiers/staff/<str:code>/leave", people.leave, name="leave_person"),
    path("dossiers/staff/<str:code>/reveal", people.reveal, name="reveal_person"),
    path("dossiers/staff/<str:code>/<str:kind>/new", entries.add_of_person, name="add_of_person"),
    path("dossiers/entries/<str:code>", entries.entry, name="entry"),
    path("dossiers/entries/<str:code>/edit", entries.edit, name="edit"),
    path("dossiers/entries/<str:code>/acts/<str:action>", entries.act, name="act"),
    path("dossiers/entries/<str:code>/files", entries.attach, name="attach"),
    path("dossiers/entries/<str:code>/files/<str:file>", entries.file, name="file"),
    path("dossiers/entries/<str:code>/files/<str:file>/drop", entries.drop_file, name="drop_file"),
    path("dossiers/entries/<str:code>/shifts", duty.shifts, name="shifts"),
    path("dossiers/entries/<str:code>/shortcomings", duty.find, name="find"),
    path("dossiers/entries/<str:code>/print.pdf", sheets.printed, name="print"),
    path("dossiers/shifts/<str:code>/off", duty.take_off, name="take_off"),
    path("dossiers/shortcomings/<str:code>/<str:action>", duty.mend, name="mend"),
    path("dossiers/<str:code>", overviews.system, name="system"),
    path("dossiers/<str:code>/maintenance.xlsx", sheets.maintenance, name="maintenance_sheet"),
    path("dossiers/<str:code>/confidentiality.pdf", sheets.agreement, name="agreement"),
    path("dossiers/<str:code>/<str:kind>", overviews.kind, name="kind"),
    path("dossiers/<str:code>/<str:kind>/new", entries.add, name="add"),
]
