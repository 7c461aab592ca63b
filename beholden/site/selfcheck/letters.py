"""What the printed report and the printed certificate say; how they look is `law/letters` and `ground/documents`."""

from __future__ import annotations

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beholden.ground.documents.kinds import Kind
from beholden.ground.systems.models import PlaceCategory
from beholden.site.selfcheck import retention
from beholden.site.selfcheck.answering import Sheet
from beholden.site.selfcheck.causes import CAUSES

KINDS = (
    Kind(
        "selfcheck_report", gettext_lazy("自查报告"), "selfcheck-report", "自查",
        ("authority", "unit", "rows", "items"),
    ),
    Kind(
        "retention_certificate", gettext_lazy("录像保存期限证明"), "retention-certificate", "保存",
        ("authority", "unit", "rows", "cameras"),
    ),
)  # fmt: skip
CAMERAS_PRINTED = 300


def report(sheet: Sheet, by: str, at: Any) -> dict[str, Any]:
    """Values for `selfcheck-report.typ`: always Chinese."""
    with translation.override("zh-hans"):
        system = sheet.system
        areas = "；".join(
            _("%(place)s %(n)s 台") % {"place": PlaceCategory(area).label, "n": count}
            for area, count in sheet.areas.items()
        )
        return {
            "authority": system.unit.name,
            "unit": system.unit.name,
            "rows": [
                [_("单位名称"), system.unit.name],
                [_("统一社会信用代码"), system.unit.uscc or "—"],
                [_("公共安全视频系统"), f"{system.name}（{system.code}）"],
                [_("场所和设备"), areas],
                [_("自查时间"), f"{timezone.localtime(at):%Y-%m-%d %H:%M}"],
                [_("自查人"), by],
                [
                    _("结果"),
                    _("适用 %(asked)s 项，符合 %(conform)s 项") % {"asked": sheet.asked, "conform": sheet.conform},
                ],
            ],
            "items": [_item(one) for one in sheet.answers],
            "checklist": sheet.checklist.sha256,
            "rulebook": sheet.rulebook,
            "basis": ["M10", "R24(1)"],
        }


def _item(one: Any) -> dict[str, Any]:
    basis = one.basis
    if one.until:
        basis = f"{basis}\n" + _("至 %(day)s") % {"day": one.until}
    missing = str(one.gap.says) if one.gap else "—"
    otherwise = _("依照条例，这里不适用") if one.exempt else missing
    said = [str(sentence) for _provenance, sentence in one.says] or [otherwise]
    if one.gap and one.result != "conform":
        said.append(_("还须：%(what)s") % {"what": one.gap.action})
    return {
        "number": str(one.item.number),
        "question": one.item.question[0],
        "cite": one.exempt or one.item.cite,
        "result": one.word,
        "state": one.result,
        "basis": basis or "—",
        "said": said,
    }


def certificate(system: Any, rows: list[retention.Row], at: Any, full_on: str, log: Any) -> dict[str, Any]:
    """Values for `retention-certificate.typ`: always Chinese. Beyond 300 cameras the file beside it has the rest."""
    with translation.override("zh-hans"):
        attained = min((row.attained for row in rows), default=0)
        return {
            "authority": system.unit.name,
            "unit": system.unit.name,
            "rows": [
                [_("单位名称"), system.unit.name],
                [_("公共安全视频系统"), f"{system.name}（{system.code}）"],
                [_("核算时间"), f"{timezone.localtime(at):%Y-%m-%d %H:%M}"],
                [_("最少的一台已保存"), _("%(days)s 天") % {"days": f"{attained / retention.DAY:.1f}"}],
                [_("没有保存到期限的"), _("%(n)s 台") % {"n": sum(row.short for row in rows)}],
                [
                    _("磁盘预计"),
                    _("%(day)s 起不能让所有录像保存满期限") % {"day": full_on} if full_on else _("能保存满期限"),
                ],
                [_("存证账本"), f"{log.origin} #{log.size}"],
            ],
            "cameras": [_camera(row) for row in rows[:CAMERAS_PRINTED]],
            "more": max(0, len(rows) - CAMERAS_PRINTED),
            "basis": ["R17", "M10(7)"],
        }


def _camera(row: retention.Row) -> dict[str, Any]:
    causes = [f"{CAUSES.get(why, why)} {_length(seconds)}" for why, seconds in row.gaps.items()]
    return {
        "name": row.name,
        "since": f"{timezone.localtime(row.oldest):%Y-%m-%d %H:%M}" if row.oldest else "—",
        "days": f"{row.attained / retention.DAY:.1f}",
        "floor": str(row.floor_days) if row.floor_days is not None else "—",
        "covered": f"{row.permille / 10:.1f}%" if row.attained else "—",
        "gaps": "；".join(causes) or "—",
        "holds": str(row.holds),
        "short": row.short,
    }


def _length(seconds: int) -> str:
    if seconds >= retention.DAY:
        return _("%(n)s 天") % {"n": f"{seconds / retention.DAY:.1f}"}
    if seconds >= 3600:
        return _("%(n)s 小时") % {"n": f"{seconds / 3600:.1f}"}
    return _("%(n)s 分钟") % {"n": max(1, seconds // 60)}
