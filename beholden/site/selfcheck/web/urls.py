"""Addresses of selfcheck."""

from __future__ import annotations

from django.urls import path

from beholden.site.selfcheck.web import kept, views

app_name = "selfcheck"
_SYSTEM, _CHECK, _CERTIFICATE = (
    f"selfcheck/{what}/<str:code>" for what in ("systems", "checks", "certificates")
)  # fmt: skip
urlpatterns = [
    path("selfcheck", views.home, name="home"),
    path(_SYSTEM, views.system, name="system"),
    path(f"{_SYSTEM}/items/<int:number>", views.item, name="item"),
    path(f"{_SYSTEM}/filing", views.filing, name="filing"),
    path(f"{_SYSTEM}/keep", views.keep, name="keep"),
    path(f"{_SYSTEM}/history", kept.history, name="history"),
    path(f"{_SYSTEM}/retention", kept.retention_page, name="retention"),
    path(_CHECK, kept.check, name="check"),
    path(f"{_CHECK}/report.pdf", kept.report, name="report"),
    path(f"{_CHECK}/attest", kept.attest, name="attest"),
    path(f"{_CHECK}/send", kept.send, name="send"),
    path(f"{_CHECK}/attestation", kept.attestation, name="attestation"),
    path(f"{_CERTIFICATE}/certificate.pdf", kept.certificate_pdf, name="certificate_pdf"),
    path(f"{_CERTIFICATE}/certificate.json", kept.certificate_json, name="certificate_json"),
    path("selfcheck/declarations/<str:code>/file", kept.file, name="file"),
]
