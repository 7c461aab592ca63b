"""How the ledger's page reads what this room logs: its fields and their values in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from beholden.registry.orders import flow
from beholden.registry.orders.models import Kind, Manner, Result

NAMES: Final[dict[str, object]] = {
    "order": _("责令编码"),
    "kind": _("种类"),
    "violations": _("违法行为"),
    "items": _("检查项"),
    "term_days": _("改正期限（天）"),
    "on": _("日期"),
    "manner": _("送达方式"),
    "expires": _("期满日期"),
    "before": _("原来的期满日期"),
    "after": _("延长后的期满日期"),
    "asks_early": _("申请提前复查"),
    "early": _("期满之前的复查"),
    "by_itself": _("按期自动安排"),
    "visit": _("复查编码"),
    "done_on": _("检查日期"),
    "refused": _("拒不改正的违法行为"),
    "sha256": _("文件的摘要"),
}
_ACTS: Final[dict[str, object]] = {
    **{step.action: step.label for step in flow.STEPS},
    "report": _("报告改正"),
    "reinspect": _("安排复查"),
    "conclude": _("记录复查结果"),
    "reveal": _("查看签收人信息"),
}
VALUES: Final[dict[str, dict[str, object]]] = {
    "action": _ACTS,
    "kind": dict(Kind.choices),
    "manner": dict(Manner.choices),
    "result": dict(Result.choices),
}
