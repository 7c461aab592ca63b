"""How the ledger's page reads what this room logs: its fields and their values in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from beholden.registry.penalties import flow
from beholden.registry.penalties.models import Ground, State

NAMES: Final[dict[str, object]] = {
    "penalty": _("案件编码"),
    "violation": _("违法行为"),
    "state": _("状态"),
    "party": _("当事人编码"),
    "fines": _("罚款（元）"),
    "measures": _("措施"),
    "documents": _("文书"),
    "ground": _("不予处罚的理由"),
    "facts": _("事实"),
    "adopted": _("采纳申辩"),
    "chair": _("听证主持人"),
    "amount": _("金额（元）"),
    "to": _("移送给"),
    "sha256": _("文件的摘要"),
}
_ACTS: Final[dict[str, object]] = {
    **{step.action: step.label for step in flow.STEPS},
    "open": _("立案"),
    "approve": _("作出决定"),
}
VALUES: Final[dict[str, dict[str, object]]] = {
    "action": _ACTS,
    "state": dict(State.choices),
    "ground": dict(Ground.choices),
}
