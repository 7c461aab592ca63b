"""Addresses of orders."""

from __future__ import annotations

from django.urls import path

from beholden.registry.orders.web import acts, drafting, files, records

app_name = "orders"

urlpatterns = [
    path("orders", records.orders, name="list"),
    path("orders/table.xlsx", records.table, name="table"),
    path("orders/new/<str:visit>", drafting.draft, name="draft"),
    path("orders/<str:code>", records.order, name="order"),
    path("orders/<str:code>/edit", drafting.edit, name="edit"),
    path("orders/<str:code>/evidence", drafting.fix, name="fix"),
    path("orders/<str:code>/evidence/visit", drafting.fix_from_visit, name="fix_from_visit"),
    path("orders/<str:code>/issue", drafting.issue, name="issue"),
    path("orders/<str:code>/discard", drafting.discard, name="discard"),
    path("orders/<str:code>/serve", acts.serve, name="serve"),
    path("orders/<str:code>/report", acts.report, name="report"),
    path("orders/<str:code>/extend", acts.extend, name="extend"),
    path("orders/<str:code>/reinspect", acts.reinspect, name="reinspect"),
    path("orders/<str:code>/conclude", acts.conclude, name="conclude"),
    path("orders/<str:code>/revoke", acts.revoke, name="revoke"),
    path("orders/<str:code>/reveal", acts.reveal, name="reveal"),
    path("orders/<str:code>/receipt.pdf", files.receipt, name="receipt"),
    path("orders/<str:code>/documents/<str:document>", files.document, name="document"),
    path("orders/<str:code>/files/<str:file>", files.uploaded, name="file"),
]
