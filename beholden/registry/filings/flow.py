"""The state table of filings: action, from, to, who, article. It drives buttons, "why can't I?", services and docs.

Only two answers of the authority exist: file, or one correction notice (M7, M8). There is no refusal and no fee, and
nothing is ever filed because a clock ran out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from beholden.ground.acts import flow
from beholden.ground.people.models import Account
from beholden.registry.filings import permissions
from beholden.registry.filings.models import DONE, KEYABLE, WAITING, Channel, Filing, Kind, State

UNIT, OFFICER, SUPERVISOR = "unit", "officer", "supervisor"


@dataclass(frozen=True, slots=True)
class Step(flow.Step):
    """One row. ``channel`` "" means both; ``in_force``: only from the version in force."""

    channel: str = ""
    kinds: tuple[str, ...] = (Kind.NEW, Kind.CHANGE, Kind.CESSATION)
    in_force: bool = False


NEW, LATER = (Kind.NEW,), (Kind.CHANGE, Kind.CESSATION)
ONLINE, WINDOW = Channel.ONLINE, Channel.WINDOW
UNDER_REVIEW = (*WAITING, *KEYABLE)

STEPS: Final = (
    Step("edit", _("填写"), (State.DRAFT, State.CORRECTION_REQUESTED), "", UNIT, "M6", ONLINE),
    Step("submit", _("提交备案"), (State.DRAFT,), State.SUBMITTED, UNIT, "R14(1)", ONLINE, NEW),
    Step("submit", _("提交备案变更"), (State.DRAFT,), State.CHANGE_SUBMITTED, UNIT, "M9", ONLINE, LATER),
    Step("submit", _("重新提交"), (State.CORRECTION_REQUESTED,), State.RESUBMITTED, UNIT, "M7", ONLINE),
    Step(
        "withdraw",
        _("撤回"),
        (*WAITING, State.DRAFT, State.CORRECTION_REQUESTED),
        State.WITHDRAWN,
        UNIT,
        "M5(1)",
        ONLINE,
    ),
    Step("accept", _("予以备案"), WAITING, State.FILED, OFFICER, "M7", ONLINE, (Kind.NEW, Kind.CHANGE)),
    Step("accept", _("办理停用"), WAITING, State.CEASED, OFFICER, "M9", ONLINE, (Kind.CESSATION,)),
    Step("accept", _("予以备案"), (State.KEYED,), State.FILED, OFFICER, "M8(1)", WINDOW),
    Step("ask", _("一次性告知补正"), WAITING, State.CORRECTION_REQUESTED, OFFICER, "M7", ONLINE),
    Step("ask", _("当场一次性告知补正"), KEYABLE, State.CORRECTION_REQUESTED, OFFICER, "M8(1)", WINDOW),
    Step("key", _("录入"), KEYABLE, State.KEYED, OFFICER, "M8(1)", WINDOW),
    Step("receive", _("接收补正材料"), (State.CORRECTION_REQUESTED,), State.PAPER_RECEIVED, OFFICER, "M8(1)", WINDOW),
    Step("archive", _("转交归档"), (State.FILED,), State.ARCHIVED, OFFICER, "M8(2)", WINDOW),
    Step("allow", _("准许再次告知"), UNDER_REVIEW, "", SUPERVISOR, "M7"),
    Step("change", _("办理备案变更"), (State.FILED, State.ARCHIVED), "", UNIT, "R14(1)", in_force=True),
    Step("cease", _("系统停用"), (State.FILED, State.ARCHIVED), "", UNIT, "R14(1)", in_force=True),
)

WHOSE: Final = {
    **dict.fromkeys((State.DRAFT, State.CORRECTION_REQUESTED), UNIT),
    **dict.fromkeys(UNDER_REVIEW, OFFICER),
}
WHO_WORDS: Final = {UNIT: _("管理单位"), OFFICER: _("受理的公安机关"), SUPERVISOR: _("受理公安机关的负责人")}


class _Filings(flow.Flow[Step, Filing, Account]):
    unknown = _("这种备案没有这个环节。")

    def holds(self, who: str, actor: Account, case: Filing) -> bool:
        if who == UNIT:
            return permissions.answers_for(actor, case)
        if who == SUPERVISOR:
            return permissions.supervises(actor, case)
        return permissions.decides_on(actor, case)

    def knows(self, step: Step, case: Filing) -> bool:
        return step.channel in ("", case.channel) and case.kind in step.kinds

    def lacks(self, step: Step, case: Filing) -> tuple[object, str]:
        if step.in_force and not case.in_force:
            return _("这一版已被后来的版本取代，请从现行版本办理。"), ""
        return "", ""


FLOW: Final = _Filings(STEPS, State.choices, WHO_WORDS)
Verdict = flow.Verdict[Step]
rows, verdict, offered = FLOW.rows, FLOW.verdict, FLOW.offered


def table() -> str:
    """The flow as the table of `docs/know/filings.md`, in Chinese: one line a row."""
    return FLOW.table(
        {
            "方式": lambda step: dict(Channel.choices).get(step.channel, "都可以"),
            "事项": lambda step: flow.among(dict(Kind.choices), step.kinds),
        }
    )


__all__ = [
    "DONE",
    "FLOW",
    "OFFICER",
    "STEPS",
    "SUPERVISOR",
    "UNIT",
    "WHOSE",
    "Step",
    "Verdict",
    "offered",
    "rows",
    "table",
    "verdict",
]
