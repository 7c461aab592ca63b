"""The dossiers room as a Django app."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """Consents, acceptance, archives, contracts, training, maintenance, drills (R10 to R12, R15 to R19)."""

    name = "beholden.site.dossiers"
    label = "dossiers"
    verbose_name = "建设与管理档案"
