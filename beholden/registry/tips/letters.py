"""What the letters of this room say; how they look is `law/letters`. Nothing in them tells who reported."""

from __future__ import annotations

import re
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beholden.ground.documents.kinds import Kind
from beholden.ground.people.models import Organisation
from beholden.ground.places import queries as places
from beholden.registry.tips import scope
from beholden.registry.tips.models import Complaint, ComplaintState, Tip, TipState

_RUN: Final = re.compile(r"[^\s\u2e80-\uffff]{16}")

KINDS: Final = (
    Kind("tip_outcome", gettext_lazy("举报处理结果告知书"), "tip-outcome", "举复", ("authority", "unit", "words")),
    Kind("tip_transfer", gettext_lazy("举报移送通知书"), "tip-transfer", "举移", ("authority", "unit", "why")),
    Kind("tip_receipt", gettext_lazy("举报回执"), "tip-receipt", "", ("code", "rows")),
    Kind("complaint_answer", gettext_lazy("检举控告答复"), "complaint-answer", "", ("authority", "words")),
)


def breakable(text: str) -> str:
    """The text with places to break in runs without any: a hash, a word somebody leant on the keyboard for."""
    return _RUN.sub(lambda found: found[0] + "\u200b", text)


def _rows(tip: Tip) -> list[list[str]]:
    found = scope.subjects(timezone.localdate(tip.received_at), tip.division[:6])
    return [
        [_("举报事项"), found.get(tip.subject, tip.subject)],
        [_("地点"), breakable(f"{places.name(tip.division)} {tip.place}")],
        [_("收到时间"), f"{timezone.localtime(tip.received_at):%Y-%m-%d %H:%M}"],
    ]


def outcome(tip: Tip, words: str) -> dict[str, Any]:
    """Values for `tip-outcome.typ`, always Chinese."""
    with translation.override("zh-hans"):
        return {
            "authority": tip.authority.name,
            "unit": _("举报人"),
            "rows": [*_rows(tip), [_("处理结果"), str(tip.get_outcome_display())]],
            "words": breakable(words),
            "basis": ["R24(2)", "M16"],
        }


def transfer(tip: Tip, sender: Organisation, to: Organisation, why: str) -> dict[str, Any]:
    """Values for `tip-transfer.typ`."""
    with translation.override("zh-hans"):
        return {
            "authority": sender.name,
            "unit": to.name,
            "rows": _rows(tip),
            "why": breakable(why),
            "basis": ["程序规定61(2)", "程序规定63"],
        }


def receipt(tip: Tip, code: str) -> dict[str, Any]:
    """Values for `tip-receipt.typ`: what the reporter keeps."""
    with translation.override("zh-hans"):
        state = str(TipState(tip.state).label)
        rows = [*_rows(tip), [_("受理单位"), tip.authority.name], [_("状态"), state]]
        rows += [[_("材料哈希"), breakable(file.sha256)] for file in tip.files.all()]
        return {"code": code, "rows": rows, "basis": ["程序规定61(1)", "程序规定63", "R24(2)"]}


def complaint_answer(one: Complaint, words: str) -> dict[str, Any]:
    """Values for `complaint-answer.typ`, drawn for whoever holds the receipt code and kept nowhere."""
    with translation.override("zh-hans"):
        answered = one.answered_at if one.state == ComplaintState.ANSWERED else None
        return {
            "authority": one.desk.name,
            "rows": [
                [_("检举控告事项"), str(one.get_subject_display())],
                [_("收到时间"), f"{timezone.localtime(one.received_at):%Y-%m-%d %H:%M}"],
                [_("答复时间"), f"{timezone.localtime(answered):%Y-%m-%d %H:%M}" if answered else "—"],
                [_("处理结果"), str(one.get_outcome_display())],
            ],
            "words": breakable(words),
            "basis": ["R25(2)", "R32(1)"],
        }
