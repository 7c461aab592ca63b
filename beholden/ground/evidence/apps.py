"""The evidence room as a Django app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Logs and their proofs."""

    name = "beholden.ground.evidence"
    label = "evidence"
    verbose_name = "存证"
