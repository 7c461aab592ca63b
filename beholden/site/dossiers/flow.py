"""The state table of entries that have states: works, vulnerabilities, agreements, shortcomings. It drives buttons,
"why can't I?", services and docs. Nothing moves because a date passed: a person acts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.models import Account
from beholden.site.dossiers import permissions
from beholden.site.dossiers.kinds import AGREEMENTS, KINDS, WITH_SHORTCOMINGS, KindName
from beholden.site.dossiers.models import GONE, DossierEntry, Shortcoming, State

WORKS, VULNERABILITY, EVERY = ("works",), ("vulnerability",), tuple(KINDS)
OPEN = (State.KEPT, State.APPLIED, State.AGREED, State.MOVED, State.RESTORED, State.RECEIVED, State.MITIGATING)
NOT_GONE = tuple(state for state in State if state not in GONE)


@dataclass(frozen=True, slots=True)
class Step:
    """One row. ``to`` "" keeps the state; ``says`` and ``on``: the act needs a sentence, a day."""

    action: str
    label: Promise
    from_: tuple[str, ...]
    to: str
    kinds: tuple[str, ...]
    cite: str
    says: bool = False
    on: bool = False


STEPS: Final = (
    Step("edit", _("修改"), OPEN, "", EVERY, "R11"),
    Step("attach", _("上传文件"), NOT_GONE, "", EVERY, "R11"),
    Step("agree", _("对接并同意"), (State.APPLIED,), State.AGREED, WORKS, "R23(2)"),
    Step("decline", _("不同意"), (State.APPLIED,), State.DECLINED, WORKS, "R23(2)", says=True),
    Step("move", _("登记已改动"), (State.AGREED,), State.MOVED, WORKS, "R23(2)", on=True),
    Step("restore", _("登记已恢复"), (State.MOVED,), State.RESTORED, WORKS, "R15(1)", on=True),
    Step("confirm", _("确认达到原有设计、使用要求"), (State.RESTORED,), State.CONFIRMED, WORKS, "R15(1)"),
    Step("redo", _("未达到要求，继续恢复"), (State.RESTORED,), State.MOVED, WORKS, "R15(1)", says=True),
    Step("cancel", _("取消施工"), (State.APPLIED, State.AGREED), State.CANCELLED, WORKS, "R23(2)", says=True),
    Step("mitigate", _("开始处置"), (State.RECEIVED,), State.MITIGATING, VULNERABILITY, "R15(1)"),
    Step("spare", _("经核实不受影响"), (State.RECEIVED,), State.NOT_AFFECTED, VULNERABILITY, "R15(1)", says=True),
    Step("solve", _("登记已处置"), (State.MITIGATING,), State.MITIGATED, VULNERABILITY, "R15(1)", says=True, on=True),
    Step(
        "reopen",
        _("重新处置"),
        (State.MITIGATED, State.NOT_AFFECTED),
        State.MITIGATING,
        VULNERABILITY,
        "R15(1)",
        says=True,
    ),
    Step("end", _("终止协议"), (State.KEPT,), State.ENDED, AGREEMENTS, "R15(2)", says=True, on=True),
    Step("find", _("记录发现的问题"), (State.KEPT,), "", WITH_SHORTCOMINGS, "R15(1)"),
    Step("plan_shifts", _("安排班次"), (State.KEPT,), "", ("roster",), "R15(1)"),
    Step("retire", _("作废"), tuple(s for s in OPEN if s != State.MOVED), State.RETIRED, EVERY, "R11", says=True),
)
PLAIN: Final = ("edit", "attach", "find", "plan_shifts")  # acts with pages of their own


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


def verdict(entry: DossierEntry, action: str, account: Account) -> Verdict:
    """May ``account`` do ``action`` on the entry as it stands, and why not."""
    step = next((one for one in STEPS if one.action == action and entry.kind in one.kinds), None)
    if step is None:
        return Verdict(action, False, _t("这种档案没有这个环节。"))
    if not permissions.writes_for(account, entry):
        return Verdict(action, False, _t("只有管理单位的负责人可以办理。"), step)
    if entry.state not in step.from_:
        words = {"state": entry.get_state_display(), "act": step.label}
        return Verdict(action, False, _t("现在的状态是“%(state)s”，不能“%(act)s”。") % words, step)
    if action == "agree" and not entry.cameras.exists():
        return Verdict(action, False, _t("先选出要改动的图像采集设备。"), step)
    return Verdict(action, True, "", step)


def offered(entry: DossierEntry, account: Account) -> list[Verdict]:
    """Every act of such an entry for its manager, allowed or with the reason why not now; nothing for others."""
    if not permissions.writes_for(account, entry):
        return []
    return [verdict(entry, step.action, account) for step in STEPS if entry.kind in step.kinds]


def mending(found: Shortcoming, action: str, account: Account) -> Verdict:
    """May ``account`` ``fix`` or ``reopen`` this shortcoming, and why not."""
    rows = {"fix": (Shortcoming.State.OPEN, _("登记已整改")), "reopen": (Shortcoming.State.FIXED, _("重新整改"))}
    if action not in rows:
        return Verdict(action, False, _t("这种档案没有这个环节。"))
    state, label = rows[action]
    step = Step(action, label, (state,), "", WITH_SHORTCOMINGS, "R15(1)")
    if not permissions.writes_for(account, found.entry):
        return Verdict(action, False, _t("只有管理单位的负责人可以办理。"), step)
    if found.entry.state in GONE:
        return Verdict(action, False, _t("这份档案已经作废。"), step)
    if found.state != state:
        words = {"state": found.get_state_display(), "act": label}
        return Verdict(action, False, _t("现在的状态是“%(state)s”，不能“%(act)s”。") % words, step)
    return Verdict(action, True, "", step)


def table() -> str:
    """The flow as the table of `docs/know/dossiers.md`, in Chinese: one line a row."""
    with translation.override("zh-hans"):
        states = dict(State.choices)
        lines = ["| 办理 | 从 | 到 | 种类 | 依据 |", "|---|---|---|---|---|"]
        for step in STEPS:
            from_ = "、".join(str(states[one]) for one in step.from_)
            to = str(states[step.to]) if step.to else "不变"
            kinds = "都可以" if step.kinds == EVERY else "、".join(str(KindName(one).label) for one in step.kinds)
            lines.append(f"| {step.label} | {from_} | {to} | {kinds} | {step.cite} |")
    return "\n".join(lines) + "\n"
