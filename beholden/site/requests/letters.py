"""What the letters of this room say; how they look is `law/letters`. A letter to a person does not name them."""

from __future__ import annotations

from typing import Any, Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beholden.ground.documents.kinds import Kind
from beholden.ground.people.models import Account
from beholden.site.requests import copies, queries
from beholden.site.requests.models import FootageRequest, RequestKind

KINDS: Final = (
    Kind(
        "handover_receipt",
        gettext_lazy("视频图像信息交接单"),
        "handover-receipt",
        "调交",
        ("authority", "unit", "rows"),
    ),
    Kind(
        "request_refusal",
        gettext_lazy("不予同意查阅、调取告知书"),
        "refusal",
        "查告",
        ("authority", "unit", "rows", "words"),
    ),
    Kind(
        "viewing_record", gettext_lazy("视频图像信息查阅记录"), "viewing-record", "查录", ("authority", "unit", "rows")
    ),
)


def _rows(request: FootageRequest) -> list[list[str]]:
    cameras = "、".join(camera.name for camera in request.cameras.all()[:20])
    span = " — ".join(f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" for at in (request.from_at, request.to_at))
    rows = [
        [_("申请编号"), request.number],
        [_("申请种类"), str(request.get_kind_display())],
        [_("公共安全视频系统"), request.system.name],
        [_("图像采集设备"), cameras],
        [_("录像时间"), span],
        [_("法定职责或者事由"), request.duty],
        [_("法律依据"), request.basis],
        [_("文书文号"), request.document_number],
    ]
    return [row for row in rows if row[1]]


def _blank(request: FootageRequest) -> list[list[str]]:
    """What of the masked copies nobody could see, so that nobody takes it for hidden."""
    lost, other = "；".join(copies.blank(request)[:20]), "；".join(copies.altered(request)[:20])
    rows = [[_("无法解码、画面空白的时间"), lost], [_("与录制时不一致、画面空白的时间"), other]]
    return [row for row in rows if row[1]]


def _whom(request: FootageRequest) -> str:
    return request.organ or (_("申请人") if request.kind == RequestKind.INDIVIDUAL else request.unit.name)


def handover(request: FootageRequest, by: Account, party: str) -> dict[str, Any]:
    """Values for `handover-receipt.typ`, always Chinese."""
    with translation.override("zh-hans"):
        rows = [
            *_rows(request),
            [_("载体"), request.medium],
            ["SHA-256", "\u200b".join(request.sha256[at : at + 16] for at in range(0, 64, 16))],
            [_("接收人"), party],
            [_("交出人"), by.name],
            [_("审批人"), request.decided_by.name if request.decided_by else ""],
            [_("约定返还或者销毁的日期"), str(request.back_by)],
        ]
        return {"authority": request.unit.name, "unit": _whom(request), "rows": rows, "basis": ["R20", "R16(2)(3)"]}


def refusal(request: FootageRequest) -> dict[str, Any]:
    """Values for `refusal.typ`."""
    person = request.kind == RequestKind.INDIVIDUAL
    with translation.override("zh-hans"):
        return {
            "authority": request.unit.name,
            "unit": _whom(request),
            "rows": [*_rows(request), [_("不予同意的理由"), str(request.get_reason_display())]],
            "words": request.reason_words,
            "person": person,
            "basis": ["R21", "个人信息保护法50(1)"] if person else ["R20" if request.organ else "R16(2)(2)"],
        }


def viewing(request: FootageRequest, by: Account, words: str) -> dict[str, Any]:
    """Values for `viewing-record.typ`."""
    person = request.kind == RequestKind.INDIVIDUAL
    with translation.override("zh-hans"):
        looks = [f"No.{entry.number}" for entry in queries.looks_for(request)[:40]]
        rows = [
            *_rows(request),
            [_("登记编号"), "、".join(looks) or _("没有")],
            [_("在场办理人"), by.name],
            [_("审批人"), request.decided_by.name if request.decided_by else ""],
            [_("查阅情况"), words],
            *_blank(request),
        ]
        basis = ["R21"] if person else ["R20" if request.organ else "R16(2)(2)"]
        return {"authority": request.unit.name, "unit": _whom(request), "rows": rows, "person": person, "basis": basis}
