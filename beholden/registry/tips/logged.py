"""How the ledger's page reads what this room logs: its fields and their values in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from beholden.registry.tips.models import TipAction, TipOutcome

NAMES: Final[dict[str, object]] = {
    "tip": _("举报编码"),
    "to": _("移送给"),
    "in_time": _("按期移送"),
    "visit": _("检查编码"),
    "case": _("案件编码"),
    "outcome": _("处理结果"),
    "words": _("内容的摘要"),
    "files": _("文件的摘要"),
}
VALUES: Final[dict[str, dict[str, object]]] = {
    "action": dict(TipAction.choices),
    "outcome": dict(TipOutcome.choices),
}
