"""The penalties room as a Django app."""

from django.apps import AppConfig


class PenaltiesConfig(AppConfig):
    """Proposals, notice, defence, hearing, decision (R26 to R31)."""

    name = "beholden.registry.penalties"
    label = "penalties"
    verbose_name = "行政处罚"
