"""Addresses of the evidence room."""

from django.urls import path

from beholden.ground.evidence.web import views

urlpatterns = [
    path("ledger", views.ledger, name="ledger"),
    path("ledger/checkpoint", views.checkpoint, name="ledger_checkpoint"),
    path("ledger/<int:index>", views.entry, name="ledger_entry"),
    path("ledger/<int:index>/proof", views.proof, name="ledger_proof"),
]
