"""The requests room as a Django app."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """Requests to see or take away footage of four kinds (R16, R20 to R22)."""

    name = "beholden.site.requests"
    label = "requests"
    verbose_name = "查阅调取"

    def ready(self) -> None:
        """Its letters can be drawn, its clocks lead to its pages, what waits stands on the manager's first page."""
        from beholden.ground.deadlines import reminders, subjects
        from beholden.ground.documents import kinds
        from beholden.site.access import leaves
        from beholden.site.requests import emergencies, letters, queries, reminding

        subjects.register("request", "requests:request", queries.numbers)
        kinds.register(*letters.KINDS)
        reminders.register("requests", reminding.reminders)
        leaves.register("emergency", emergencies.opened)
