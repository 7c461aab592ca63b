"""Addresses of tips and complaints. A receipt code stands in none of them."""

from __future__ import annotations

from django.urls import path

from beholden.registry.tips.web import complaining, desk, officers, public, visits

app_name = "tips"

ACTS = ("take", "acknowledge", "take_over", "transfer", "locate", "ask", "route", "answer", "case")
COMPLAINT_ACTS = ("accept", "route", "examine", "ask", "answer")

urlpatterns = [
    path("tip", public.start, name="start"),
    path("tip/report", public.report, name="report"),
    path("tip/follow", public.follow, name="follow"),
    path("tip/follow/receipt.pdf", public.receipt, name="receipt"),
    path("tip/follow/answer.pdf", public.outcome, name="outcome"),
    path("complain", complaining.complain, name="complain"),
    path("complain/follow", complaining.follow, name="complaint_follow"),
    path("complain/follow/answer.pdf", complaining.answer, name="complaint_paper"),
    path("tips", officers.tips, name="list"),
    path("tips/<str:code>", officers.tip, name="tip"),
    path("tips/<str:code>/visit", visits.visit, name="visit"),
    path("tips/<str:code>/reveal", officers.reveal, name="reveal"),
    path("tips/<str:code>/files/<str:file>", officers.file, name="file"),
    path("tips/<str:code>/documents/<str:document>", officers.document, name="document"),
    *(path(f"tips/<str:code>/{act}", officers.act, {"action": act}, name=act) for act in ACTS),
    path("tip-files/<str:token>", officers.opened, name="opened"),
    path("complaints", desk.complaints, name="complaints"),
    path("complaints/<str:code>", desk.complaint, name="complaint"),
    *(
        path(f"complaints/<str:code>/{act}", desk.act, {"action": act}, name=f"complaint_{act}")
        for act in COMPLAINT_ACTS
    ),
]
