"""How the ledger's page reads what this room logs: its fields and their values in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

NAMES: Final[dict[str, object]] = {
    "number": _("编号"),
    "document": _("文书的摘要"),
    "statement": _("声明的摘要"),
}
ACTS: Final[dict[str, object]] = {
    "selfcheck": _("保存自查"),
    "attest": _("出具自证声明"),
    "certify": _("出具保存证明"),
}
