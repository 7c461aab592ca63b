"""The state table of filings: action, from, to, who, article. It drives buttons, "why can't I?", services and docs.

Only two answers of the authority exist: file, or one correction notice (M7, M8). There is no refusal and no fee, and
nothing is ever filed because a clock ran out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.models import Account
from beholden.registry.filings import permissions
from beholden.registry.filings.models import DONE, KEYABLE, WAITING, Channel, Filing, Kind, State

UNIT, OFFICER, SUPERVISOR = "unit", "officer", "supervisor"


@dataclass(frozen=True, slots=True)
class Step:
    """One row. ``to`` "" keeps the state; ``channel`` "" means both; ``cite`` is the article it rests on."""

    action: str
    label: Promise
    from_: tuple[str, ...]
    to: str
    who: str
    cite: str
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may do an act now; ``why`` is the sentence when not, ``step`` the row that fits."""

    action: str
    allowed: bool
    why: str = ""
    step: Step | None = None

    @property
    def label(self) -> str:
        """The act's name, or its code when no row fits."""
        return str(self.step.label) if self.step else self.action


def rows(filing: Filing, action: str) -> list[Step]:
    """The rows of an act that this kind and channel of filing knows."""
    return [
        step
        for step in STEPS
        if step.action == action and step.channel in ("", filing.channel) and filing.kind in step.kinds
    ]


def verdict(filing: Filing, action: str, account: Account) -> Verdict:
    """May ``account`` do ``action`` on the filing as it stands, and why not."""
    known = rows(filing, action)
    if not known:
        return Verdict(action, False, str(_("这种备案没有这个环节。")))
    fitting = next((step for step in known if filing.state in step.from_), None)
    step = fitting or known[0]
    if not _is(step.who, account, filing):
        return Verdict(action, False, str(_("只有%(who)s可以办理。")) % {"who": WHO_WORDS[step.who]}, step)
    if fitting is None:
        words = {"state": filing.get_state_display(), "act": step.label}
        return Verdict(action, False, str(_("现在的状态是“%(state)s”，不能“%(act)s”。")) % words, step)
    if fitting.in_force and not filing.in_force:
        return Verdict(action, False, str(_("这一版已被后来的版本取代，请从现行版本办理。")), step)
    return Verdict(action, True, "", fitting)


def offered(filing: Filing, account: Account) -> list[Verdict]:
    """Every act this person's office knows on such a filing, allowed or with the reason why not now."""
    seen: dict[str, Verdict] = {}
    for step in STEPS:
        if step.action not in seen and rows(filing, step.action) and _is(step.who, account, filing):
            seen[step.action] = verdict(filing, step.action, account)
    return list(seen.values())


def table() -> str:
    """The flow as the table of `docs/know/filings.md`, in Chinese: one line a row."""
    with translation.override("zh-hans"):
        states = dict(State.choices)
        lines = ["| 办理 | 从 | 到 | 谁 | 方式 | 事项 | 依据 |", "|---|---|---|---|---|---|---|"]
        for step in STEPS:
            from_ = "、".join(str(states[one]) for one in step.from_)
            channel = str(dict(Channel.choices).get(step.channel, "都可以"))
            kinds = "都可以" if len(step.kinds) == len(Kind) else "、".join(str(Kind(one).label) for one in step.kinds)
            to = str(states[step.to]) if step.to else "不变"
            lines.append(
                f"| {step.label} | {from_} | {to} | {WHO_WORDS[step.who]} | {channel} | {kinds} | {step.cite} |"
            )
    return "\n".join(lines) + "\n"


def _is(who: str, account: Account, filing: Filing) -> bool:
    if who == UNIT:
        return permissions.answers_for(account, filing)
    if who == SUPERVISOR:
        return permissions.supervises(account, filing)
    return permissions.decides_on(account, filing)


__all__ = [
    "DONE",
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
