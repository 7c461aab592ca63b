"""What can be done with a masked copy in which state, by whom, and why not: one table for all.

It drives buttons, services, docs and tests.

making → review | preview | failed; review → making (applied) | confirmed; confirmed → released; → removed. R21, R22.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from beholden.ground.acts import flow
from beholden.ground.people.models import Account
from beholden.site.redactions import permissions, queries
from beholden.site.redactions.models import Aim, Redaction, State

LOOKER, REVIEWER, SECOND, OWNER, TAKER, SYSTEM = "looker", "reviewer", "second", "owner", "taker", "system"
WHOSE: Final = {
    LOOKER: _("管理单位中可以看遮挡件的人员"),
    REVIEWER: _("管理单位中可以看原始录像的人员"),
    SECOND: _("管理单位中可以看原始录像的人员；公开传播的，不能是制作人和取消过遮挡的人"),
    OWNER: _("制作人或者管理单位中可以看原始录像的人员"),
    TAKER: _("可以调取这台设备录像的人员"),
    SYSTEM: _("系统"),
}
_S, _A = State, Aim
MASKS: Final = (_A.INDIVIDUAL, _A.PUBLICATION)


@dataclass(frozen=True, slots=True)
class Step(flow.Step):
    """A row, and the aims it is for."""

    aims: tuple[str, ...] = tuple(Aim)


STEPS: Final = (
    Step("watch", _("观看遮挡件"), (_S.REVIEW, _S.CONFIRMED, _S.RELEASED, _S.PREVIEW), "", LOOKER, "R16(2)(3)"),
    Step("uncover", _("不遮挡所选对象"), (_S.REVIEW,), "", REVIEWER, "R22", MASKS),
    Step("cover", _("恢复遮挡"), (_S.REVIEW,), "", REVIEWER, "R22", MASKS),
    Step("polygon", _("加遮挡区域"), (_S.REVIEW,), "", REVIEWER, "R22", MASKS),
    Step("erase", _("撤销遮挡区域"), (_S.REVIEW,), "", REVIEWER, "R22", MASKS),
    Step("apply", _("应用修改，重新制作"), (_S.REVIEW,), _S.MAKING, REVIEWER, "R22", MASKS),
    Step("confirm", _("确认已逐项核对"), (_S.REVIEW,), _S.CONFIRMED, SECOND, "R22", MASKS),
    Step("download", _("下载公开用的遮挡件"), (_S.RELEASED,), "", TAKER, "R22", (_A.PUBLICATION,)),
    Step("cancel", _("取消制作"), (_S.MAKING,), _S.CANCELLED, OWNER, "R16(2)(2)"),
    Step("retry", _("重新制作"), (_S.FAILED, _S.CANCELLED), _S.MAKING, OWNER, "R16(2)(2)"),
    Step(
        "discard",
        _("作废并清除"),
        (_S.REVIEW, _S.CONFIRMED, _S.RELEASED, _S.PREVIEW, _S.FAILED, _S.CANCELLED),
        _S.REMOVED,
        OWNER,
        "R16(2)(2)",
    ),
)
# what the job and the request do: in the table for docs and walks, on no button
MOVES: Final = (
    Step("made", _("制作完成，复查通过"), (_S.MAKING,), _S.REVIEW, SYSTEM, "R22", MASKS),
    Step("shown", _("制作完成"), (_S.MAKING,), _S.PREVIEW, SYSTEM, "R16(2)(2)", (_A.MOSAIC,)),
    Step("failed", _("没有做成"), (_S.MAKING,), _S.FAILED, SYSTEM, "R22"),
    Step("release", _("申请登记公开传播"), (_S.CONFIRMED,), _S.RELEASED, SYSTEM, "R22", (_A.PUBLICATION,)),
    Step("remove", _("到期清除"), tuple(_S), _S.REMOVED, SYSTEM, "R17"),
)
LABELS: Final = {step.action: step.label for step in (*STEPS, *MOVES)}
CHANGES: Final = ("uncover", "cover", "polygon", "erase")
Verdict = flow.Verdict[Step]


class _Table(flow.Flow[Step, Redaction, tuple[Account, datetime]]):
    unknown = _("这种遮挡件没有这个环节。")

    def knows(self, step: Step, case: Redaction) -> bool:
        return case.aim in step.aims

    def holds(self, who: str, actor: tuple[Account, datetime], case: Redaction) -> bool:
        account, at = actor
        if who == OWNER:
            return account.pk == case.by_id or permissions.reviews(account, case, at)
        asks = {
            LOOKER: permissions.watches,
            REVIEWER: permissions.reviews,
            SECOND: permissions.confirms,
            TAKER: permissions.takes,
        }
        return who in asks and asks[who](account, case, at)

    def not_you(self, step: Step, case: Redaction, actor: tuple[Account, datetime]) -> tuple[str, str]:
        if step.who == SECOND and permissions.reviews(actor[0], case, actor[1]):
            return _t("公开传播的遮挡件，制作的人和取消过遮挡的人不能自己确认，须由另一人逐项核对。"), "R22"
        return super().not_you(step, case, actor)

    def lacks(self, step: Step, case: Redaction) -> tuple[str, str]:
        if step.action == "apply" and not case.changed:
            return _t("没有还没应用的修改。"), ""
        if step.action == "confirm" and case.changed:
            return _t("有修改还没有应用到遮挡件上，请先应用、看过以后再确认。"), "R22"
        if step.action == "confirm" and case.left:
            return _t("复查发现还有没遮住的地方，不能确认。"), "R22"
        return "", ""


TABLE: Final = _Table(STEPS, State.choices, WHOSE)


def verdict(redaction: Redaction, action: str, account: Account, now: datetime | None = None) -> Verdict:
    """May this person do this now, and why not."""
    at = now or timezone.now()
    return _looked(TABLE.verdict(redaction, action, (account, at)), redaction, account)


def offered(redaction: Redaction, account: Account, now: datetime | None = None) -> list[Verdict]:
    """Every act of such a copy for people of the unit (or who made it), open or with its reason; none for others."""
    at = now or timezone.now()
    if not (permissions.of_unit(account, redaction) or redaction.by_id == account.pk):
        return []
    return [_looked(one, redaction, account) for one in TABLE.every(redaction, (account, at)) if one.step]


def _looked(found: Verdict, redaction: Redaction, account: Account) -> Verdict:
    """Nobody confirms masks they did not look at: the register knows whether the copy as it is now was played."""
    if found.action != "confirm" or not found.allowed or queries.watched(redaction, account):
        return found
    says = _t("您还没有看过现在这一份遮挡件。请先观看，逐项核对后再确认。")
    return replace(found, allowed=False, why=says, reason=flow.Reason.LACKING, cite="R22")


def table() -> str:
    """The table of `docs/know/masked-copies.md`, in Chinese."""
    every = _Table((*STEPS, *MOVES), State.choices, WHOSE)
    return every.table({"用途": lambda step: flow.among(dict(Aim.choices), step.aims)})
