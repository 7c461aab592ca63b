"""How the ledger's page reads what this room logs: its fields and their values in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from beholden.site.dossiers import flow
from beholden.site.dossiers.kinds import KindName
from beholden.site.dossiers.models import State

NAMES: Final[dict[str, object]] = {
    "number": _("档案编码"),
    "kind": _("种类"),
    "state": _("状态"),
    "sha256": _("文件的摘要"),
}
_ACTS: Final[dict[str, object]] = {
    **{step.action: step.label for step in (*flow.MENDING.steps, *flow.STEPS)},
    "add": _("新增档案"),
    "drop_file": _("去掉文件"),
    "take_off": _("去掉班次"),
    "add_staff": _("登记人员"),
    "change_staff": _("修改人员信息"),
    "leave_staff": _("登记人员离岗"),
    "reveal_staff": _("查看人员证件"),
}
VALUES: Final[dict[str, dict[str, object]]] = {
    "action": _ACTS,
    "kind": dict(KindName.choices),
    "state": dict(State.choices),
}
