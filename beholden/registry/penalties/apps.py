"""The penalties room as a Django app."""

from django.apps import AppConfig


class PenaltiesConfig(AppConfig):
    """Proposals, notice, defence, hearing, decision (R26 to R31)."""

    name = "beholden.registry.penalties"
    label = "penalties"
    verbose_name = "行政处罚"

    def ready(self) -> None:
        """Clocks of cases and of their parties lead to the case's page; its papers have their templates."""
        from beholden.ground.deadlines import reminders, subjects
        from beholden.ground.documents import kinds
        from beholden.ground.evidence import wording
        from beholden.registry.penalties import letters, logged, queries, reminding

        subjects.register("penalty", "penalties:case", queries.numbers)
        subjects.register("penalty_party", "penalties:party", queries.numbers_of_parties)
        kinds.register(*letters.KINDS)
        reminders.register("penalties", reminding.reminders)
        wording.register("penalty", logged.NAMES, logged.VALUES)
