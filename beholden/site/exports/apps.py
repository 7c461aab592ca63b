"""The exports room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    """Packages of footage that leave: asked for, made, fetched, taken away again (R15(1), R16, R20)."""

    name = "beholden.site.exports"
    label = "exports"
    verbose_name = "录像调取包"

    def ready(self) -> None:
        """The ledger's page says in words what was decided on an export."""
        from beholden.ground.evidence import wording
        from beholden.site.exports import flow

        acts = {step.action: step.label for step in flow.STEPS if step.who == flow.SECOND}
        names = {"export": _("录像调取包"), "manifest": _("清单哈希"), "register": _("登记编号")}
        wording.register("export", names, {"action": acts})
