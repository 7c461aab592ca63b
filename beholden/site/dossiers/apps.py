"""The dossiers room as a Django app."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """Consents, acceptance, archives, contracts, training, maintenance, drills (R10 to R12, R15 to R19)."""

    name = "beholden.site.dossiers"
    label = "dossiers"
    verbose_name = "建设与管理档案"

    def ready(self) -> None:
        """Its letters can be drawn; what lacks stands on the manager's first page; its acts read in words."""
        from beholden.ground.deadlines import reminders
        from beholden.ground.documents import kinds
        from beholden.ground.evidence import wording
        from beholden.site.dossiers import letters, logged, reminding

        kinds.register(*letters.KINDS)
        reminders.register("dossiers", reminding.reminders, papers=True)
        wording.register("dossier", logged.NAMES, logged.VALUES)
