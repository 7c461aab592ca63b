"""The inspections room as a Django app."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Plans, sampling, visits, records, findings (R24, M10 to M13)."""

    name = "beholden.registry.inspections"
    label = "inspections"
    verbose_name = "监督检查"

    def ready(self) -> None:
        """Clocks of inspections lead to their page; their record is a numbered document."""
        from beholden.ground.deadlines import subjects
        from beholden.ground.documents import kinds
        from beholden.ground.evidence import wording
        from beholden.registry.inspections import letters, logged, queries

        kinds.register(letters.RECORD)
        subjects.register("inspection", "inspections:visit", queries.numbers)
        wording.register("inspection", logged.NAMES, logged.VALUES)
