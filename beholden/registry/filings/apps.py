"""The filings room as a Django app."""

from django.apps import AppConfig


class FilingsConfig(AppConfig):
    """Drafts, submissions, correction notices, acceptance, changes, the window, the archive."""

    name = "beholden.registry.filings"
    label = "filings"
    verbose_name = "备案"

    def ready(self) -> None:
        """Clocks of filings lead to their page; their cameras stand on the map."""
        from beholden.ground.deadlines import subjects
        from beholden.ground.places import marks
        from beholden.registry.filings import on_map, queries

        subjects.register("filing", "filings:filing", queries.numbers)
        marks.register(on_map.source())
