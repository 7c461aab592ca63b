"""Addresses of the requests room."""

from __future__ import annotations

from django.urls import path

from beholden.site.requests.web import desk, emergency, masks, papers, public

app_name = "requests"

urlpatterns = [
    path("requests", desk.requests, name="requests"),
    path("requests/new/<str:kind>", desk.add, name="add"),
    path("requests/<str:code>", desk.request_page, name="request"),
    path("requests/<str:code>/acts/<str:action>", desk.act, name="act"),
    path("requests/<str:code>/look", desk.look, name="look"),
    path("requests/<str:code>/redact", masks.redact, name="redact"),
    path("requests/<str:code>/files", papers.attach, name="attach"),
    path("requests/<str:code>/files/<str:file>", papers.file, name="file"),
    path("requests/<str:code>/documents/<str:document>", papers.document, name="document"),
    path("requests/<str:code>/reveal", papers.reveal, name="reveal"),
    path("unusual", emergency.unusual_page, name="unusual"),
    path("emergency", emergency.emergencies_page, name="emergencies"),
    path("emergency/<str:code>", emergency.emergency_page, name="emergency"),
    path("emergency/<str:code>/review", emergency.review, name="review"),
    path("ask/follow", public.follow, name="follow"),
    path("ask/follow/notice.pdf", public.notice, name="notice"),
    path("ask/<str:system>", public.ask, name="ask"),
]
