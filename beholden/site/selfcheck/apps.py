"""The selfcheck room as a Django app."""

from django.apps import AppConfig


class SelfcheckConfig(AppConfig):
    """The items of an inspection answered from evidence; attestations (M10)."""

    name = "beholden.site.selfcheck"
    label = "selfcheck"
    verbose_name = "自查"

    def ready(self) -> None:
        """Its report and its certificate are letters; the ledger's page says its acts in words."""
        from beholden.ground.documents import kinds
        from beholden.ground.evidence import wording
        from beholden.site.selfcheck import logged
        from beholden.site.selfcheck.letters import KINDS

        kinds.register(*KINDS)
        for act in logged.ACTS:
            wording.register(act, logged.NAMES, {"action": logged.ACTS})
