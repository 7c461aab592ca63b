"""How the ledger's page reads what this room logs: its fields and their values in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from beholden.registry.inspections import flow
from beholden.registry.inspections.models import Reason

NAMES: Final[dict[str, object]] = {
    "inspection": _("检查编码"),
    "title": _("名称"),
    "reason": _("检查原因"),
    "items": _("检查项"),
    "override": _("重复检查的理由"),
    "at_device": _("设备时间"),
    "note": _("备注"),
    "how": _("告知方式"),
    "attestation": _("自查声明的摘要"),
    "sha256": _("文书的摘要"),
    "content": _("检查内容的摘要"),
    "evidence": _("证据的摘要"),
    "commitment": _("种子的承诺值"),
    "size": _("抽取数量"),
    "population": _("抽查名单的摘要"),
    "count": _("名单上的数量"),
    "source": _("公开数值的来源"),
    "expected_at": _("公开数值的时间"),
    "value": _("公开数值"),
    "sample": _("抽中的对象"),
}
_ACTS: Final[dict[str, object]] = {
    **{step.action: step.label for step in flow.STEPS},
    "plan": _("安排检查"),
    "take_over": _("采用单位的自查声明"),
    "approve": _("批准检查计划"),
    "commit": _("承诺抽查种子"),
    "fix": _("固定抽查名单"),
    "draw": _("抽取"),
    "abandon": _("放弃抽取"),
}
VALUES: Final[dict[str, dict[str, object]]] = {"action": _ACTS, "reason": dict(Reason.choices)}
