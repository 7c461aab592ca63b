"""What the written record says (M13); how it looks is `law/letters/inspection-record.typ`. Always Chinese."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beholden.ground.documents.kinds import LONGEST, Kind
from beholden.ground.places import queries as places
from beholden.registry.inspections import signatures, wording
from beholden.registry.inspections.models import Answer, Evidence, Inspection, Manner, Signature, Signer

RECORD: Final = Kind(
    "inspection_record", gettext_lazy("检查笔录"), "inspection-record", "检录", ("authority", "unit", "items")
)


def record(visit: Inspection, at: datetime) -> dict[str, Any]:
    """Values for `inspection-record.typ`."""
    with translation.override("zh-hans"):
        standing = signatures.standing(visit)
        answers = {one.item: one for one in visit.answers.filter(superseded=False).select_related("by")}
        pieces = list(visit.evidence.filter(dropped_at__isnull=True))
        return {
            "authority": visit.authority.name,
            "unit": visit.unit_name,
            "rows": _head(visit, at),
            "items": [_item(visit, number, answers.get(number), pieces) for number in visit.items],
            "outcome": f"{visit.get_outcome_display()}：{visit.outcome_note}" if visit.outcome else "",
            "notes": [one.note for one in visit.acts.filter(action="note")][:100],
            "evidence": [_evidence(number, one) for number, one in enumerate(pieces, 1)],
            "officers": [_officer(one) for one in standing if one.signer == Signer.OFFICER],
            "unit_signature": next((_unit(one) for one in standing if one.signer == Signer.UNIT), None),
            "basis": ["R24(1)", "M11(2)", "M13"],
        }


def _head(visit: Inspection, at: datetime) -> list[list[str]]:
    begun = visit.acts.filter(action="begin").order_by("-pk").first()
    shown = {"identification": _("已表明身份并出示执法证件"), "code": _("已出示检查码或者检查通知书")}
    rows = [
        [_("检查编号"), visit.number],
        [_("被检查单位"), visit.unit_name],
        [_("检查地点"), f"{places.name(visit.division)} {visit.place}"],
        [_("公共场所类别"), str(visit.get_place_category_display())],
        [_("检查方式"), f"{visit.get_kind_display()}，{visit.get_method_display()}"],
        [_("检查事由"), wording.reason(visit, outside=True)],
        [_("检查机关"), visit.authority.name],
        [_("检查民警"), "、".join(one.name for one in visit.officers.order_by("pk"))],
        [_("开始时间"), wording.moment(begun.at_device or begun.at, begun.offset_ms, begun.at) if begun else "—"],
        [_("结束时间"), _written(at)],
        [_("表明身份"), "；".join(str(shown[name]) for name in visit.shown if name in shown) or "—"],
        [_("检查项版本"), f"{visit.checklist.from_on}（{visit.checklist.sha256[:16]}）"],
    ]
    if visit.method_reason:
        rows.append([_("现场检查的理由"), visit.method_reason])
    if visit.no_recording_reason:
        rows.append([_("没有执法记录仪录像的理由"), visit.no_recording_reason])
    return rows


def _item(visit: Inspection, number: int, answer: Answer | None, pieces: list[Evidence]) -> dict[str, Any]:
    item = wording.item(visit, number)
    extra = next((one["reason"] for one in visit.extra if one["item"] == number), "")
    proofs = [str(place) for place, one in enumerate(pieces, 1) if one.item == number]
    return {
        "number": number,
        "question": item["question"][0],
        "cite": item["cite"],
        "result": str(answer.get_result_display()) if answer else "—",
        "bad": bool(answer and answer.result == "violation"),
        "note": answer.note if answer else "",
        "provenance": _source(answer) if answer else "",
        "extra": extra,
        "proofs": "、".join(proofs),
    }


def _source(answer: Answer) -> str:
    """Where an answer comes from; what its device's clock was off by is said, never corrected."""
    strange = wording.clock(answer.at_device, answer.offset_ms, answer.at_server)
    at = wording.moment(answer.at_device, answer.offset_ms, answer.at_server)
    return f"{answer.get_provenance_display()}，{at}" if strange else str(answer.get_provenance_display())


def _evidence(number: int, one: Evidence) -> list[str]:
    what = str(one.get_kind_display()) + (f"（第 {one.item} 项）" if one.item else "")
    taken = wording.moment(one.at_device, one.offset_ms, one.at_server)
    came = _written(one.arrived_at) if one.arrived_at else "—"
    return [str(number), f"{what} {one.note}".strip(), taken, came, one.sha256 or one.reference]


def _officer(one: Signature) -> dict[str, Any]:
    return {"name": one.account.name if one.account else "", **_stroke(one)}


def _unit(one: Signature) -> dict[str, Any]:
    found = signatures.opened(one)
    name = " ".join(part for part in (found.get("title"), found.get("name")) if part)
    refused = one.reason if one.manner == Manner.REFUSED else ""
    return {"name": name, "refused": refused, **_stroke(one)}


def _stroke(one: Signature) -> dict[str, Any]:
    """The drawn line in pieces a letter may hold; and when it was drawn."""
    found = signatures.opened(one)
    path = str(found.get("path", ""))
    pieces = [path[start : start + LONGEST] for start in range(0, len(path), LONGEST)]
    return {
        "path": pieces,
        "width": found.get("width", 0),
        "height": found.get("height", 0),
        "at": wording.moment(one.at_device, one.offset_ms, one.at_server),
    }


def _written(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
