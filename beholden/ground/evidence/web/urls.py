"""Addresses of the evidence room."""

from django.urls import path

from beholden.ground.evidence.web import views, witness

urlpatterns = [
    path("ledger", views.ledger, name="ledger"),
    path("ledger/checkpoint", views.checkpoint, name="ledger_checkpoint"),
    path("ledger/<int:index>", views.entry, name="ledger_entry"),
    path("ledger/<int:index>/proof", views.proof, name="ledger_proof"),
    path("witness/add-checkpoint", witness.add_checkpoint, name="witness_add_checkpoint"),
    path("witness/<str:origin_hash>/checkpoint", witness.latest_checkpoint, name="witness_checkpoint"),
]
