"""The tips room as a Django app."""

from django.apps import AppConfig


class TipsConfig(AppConfig):
    """Tips about installations and complaints about officials (R24(2), R25(2), M16)."""

    name = "beholden.registry.tips"
    label = "tips"
    verbose_name = "举报和检举控告"

    def ready(self) -> None:
        """Clocks of tips lead to their page; this room's letters are known."""
        from beholden.ground.deadlines import subjects
        from beholden.ground.documents import kinds
        from beholden.ground.evidence import wording
        from beholden.registry.tips import letters, logged, queries

        subjects.register("tip", "tips:tip", queries.numbers)
        kinds.register(*letters.KINDS)
        wording.register("tip", logged.NAMES, logged.VALUES)
