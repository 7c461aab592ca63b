"""Names the room to Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    """信息调用登记: the register, and the door it guards."""

    name = "beholden.site.access"
    label = "access"
    verbose_name = _("信息调用登记")

    def ready(self) -> None:
        """The extract of the register is a letter; the ledger's page says in words what was erased."""
        from beholden.ground.documents import kinds
        from beholden.ground.evidence import wording
        from beholden.site.access.printing import EXTRACT

        kinds.register(EXTRACT)
        numbers = {"first": _("最小编号"), "last": _("最大编号"), "count": _("登记条数"), "months": _("保存月数")}
        for act, word in (("register_export", _("导出登记簿")), ("register_erase", _("登记内容期满删除"))):
            wording.register(act, numbers, {"action": {act: word}})
