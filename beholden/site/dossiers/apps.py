"""The dossiers room as a Django app."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """Consents, acceptance, archives, contracts, training, maintenance, drills (R10 to R12, R15 to R19)."""

    name = "beholden.site.dossiers"
    label = "dossiers"
    verbose_name = "建设与管理档案"

    def ready(self) -> None:
        """Its letters can be drawn; what lacks or runs out stands on the manager's first page."""
        from beholden.ground.deadlines import reminders
        from beholden.ground.documents import kinds
        from beholden.site.dossiers import letters, reminding

        kinds.register(*letters.KINDS)
        reminders.register("dossiers", reminding.reminders, papers=True)
