"""What the receipt and the notice say of a filing; how they look is `law/letters` and `ground/documents`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from beholden.registry.filings.completeness import Defect
from beholden.registry.filings.duties import Duty
from beholden.registry.filings.models import Filing


def receipt(filing: Filing, owed: Iterable[Duty]) -> dict[str, Any]:
    """Values for `filing-receipt.typ`: always Chinese, whatever language the officer reads in."""
    with translation.override("zh-hans"):
        rows = [
            [_("备案编号"), filing.number],
            [_("事项"), f"{filing.get_kind_display()}（{_('第 %(version)d 版') % {'version': filing.version}}）"],
            [_("单位名称"), filing.unit_name],
            [_("统一社会信用代码"), filing.answers.get("unit_uscc") or "—"],
            [_("系统名称"), filing.answers.get("name") or "—"],
            [_("系统建设位置"), filing.answers.get("location") or "—"],
            [_("公共场所类别"), str(filing.get_place_category_display())],
            [_("图像采集设备数量"), f"{filing.camera_count} {_('台')}"],
            [_("视频图像信息存储期限"), _("%(days)s 天") % {"days": filing.answers.get("retention_days") or "—"}],
            [_("方式"), str(filing.get_channel_display())],
        ]
        return {
            "authority": filing.authority.name if filing.authority else "",
            "unit": filing.unit_name or filing.unit.name,
            "rows": rows,
            "owes": [{"text": duty.zh, "cite": duty.cite} for duty in owed],
            "basis": ["R14(1)", "M8(1)" if filing.channel == "window" else "M7"],
        }


def notice(filing: Filing, defects: Iterable[Defect], note: str) -> dict[str, Any]:
    """Values for `correction-notice.typ`."""
    return {
        "authority": filing.authority.name if filing.authority else "",
        "unit": filing.unit_name or filing.unit.name,
        "subject": filing.number or "",
        "items": [{"text": defect.says, "cite": defect.cite} for defect in defects],
        "note": note,
        "basis": ["M8(1)" if filing.channel == "window" else "M7"],
    }


def authorisation(filing: Filing) -> dict[str, Any]:
    """Values for the blank letter: what is known is printed already."""
    answers = filing.answers
    return {
        "unit": answers.get("unit_name", ""),
        "uscc": answers.get("unit_uscc", ""),
        "system": answers.get("name", ""),
        "address": answers.get("location", ""),
    }


def sign(filing: Filing, size: str) -> dict[str, Any]:
    """Values for the sign at the cameras (R13): who, why, how long, whom to ask."""
    with translation.override("zh-hans"):
        days = filing.answers.get("retention_days")
        return {
            "unit": filing.unit_name,
            "purpose": _("维护公共安全"),
            "retention": _("%(days)s 天，到期删除") % {"days": days} if days else _("按法律规定的期限保存，到期删除"),
            "contact": filing.answers.get("public_contact") or "",
            "size": size,
        }
