"""The state table of requests, all four kinds: action, from, to, who, article, what must be said. It drives buttons,
"why can't I?", services, docs and tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.models import Account
from beholden.site.requests import copies, permissions
from beholden.site.requests.models import FootageRequest, RequestKind, RequestState, Want

ASKER, STAFF, DECIDER = "asker", "staff", "decider"
WHO_WORDS: Final = {
    ASKER: _("凭回执码的申请人"),
    STAFF: _("管理单位的负责人、值班人员"),
    DECIDER: _("管理单位的负责人，且不是登记人本人"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One row. ``to`` "" keeps the state; ``asks`` are the inputs the act needs."""

    action: str
    label: Promise
    from_: tuple[str, ...]
    to: str
    kinds: tuple[str, ...]
    who: str
    cite: str
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may do an act now; ``why`` is the sentence when not, ``step`` the row that fits."""

    action: str
    allowed: bool
    why: str = ""
    step: Step | None = None
    cite: str = ""

    @property
    def label(self) -> str:
        """The act's name, or its code when no row fits."""
        return str(self.step.label) if self.step else self.action


_S, _K = RequestState, RequestKind
ORGAN, PERSON, INSIDE, PUBLIC = (_K.STATE_ORGAN,), (_K.INDIVIDUAL,), (_K.INTERNAL,), (_K.PUBLICATION,)
APPROVED_FIRST: Final = (*ORGAN, *INSIDE, *PUBLIC)
EVERY: Final = tuple(_K)
_HAND: Final = ("party", "medium", "sha256", "back_by")
STEPS: Final = (
    Step("attach", _("上传材料"), (_S.FILED, _S.SUPPLEMENT, _S.CHECKING), "", EVERY, STAFF, "R20"),
    Step(
        "check",
        _("核对身份和关系，确定录像范围"),
        (_S.FILED, _S.CHECKING),
        _S.CHECKING,
        PERSON,
        STAFF,
        "R21",
        ("cameras", "interval", "id_number", "says"),
    ),
    Step("approve", _("同意"), (_S.FILED,), _S.APPROVED, ORGAN, DECIDER, "R20", ("says",)),
    Step("approve", _("同意"), (_S.FILED,), _S.APPROVED, INSIDE, DECIDER, "R16(2)(2)", ("says",)),
    Step("approve", _("同意"), (_S.FILED,), _S.APPROVED, PUBLIC, DECIDER, "R22", ("says",)),
    Step("approve", _("同意查阅"), (_S.CHECKING,), _S.APPROVED, PERSON, DECIDER, "R21", ("says",)),
    Step(
        "refuse",
        _("不予同意"),
        (_S.FILED, _S.CHECKING),
        _S.REFUSED,
        PERSON,
        DECIDER,
        "个人信息保护法50(1)",
        ("reason", "says"),
    ),
    Step(
        "refuse",
        _("不予同意"),
        (_S.FILED, _S.SUPPLEMENT),
        _S.REFUSED,
        APPROVED_FIRST,
        DECIDER,
        "R20",
        ("reason", "says"),
    ),
    Step("ask_more", _("退回补充或者缩小范围"), (_S.FILED,), _S.SUPPLEMENT, APPROVED_FIRST, DECIDER, "R20", ("says",)),
    Step(
        "resubmit",
        _("补充后重新提交"),
        (_S.SUPPLEMENT,),
        _S.FILED,
        APPROVED_FIRST,
        STAFF,
        "R20",
        ("cameras", "interval", "need"),
    ),
    Step("hand_over", _("登记交接"), (_S.APPROVED,), _S.HANDED, ORGAN, STAFF, "R20", _HAND),
    Step("look", _("去查看"), (_S.APPROVED,), "", (*ORGAN, *INSIDE), STAFF, "R16(2)(3)"),
    Step("seen", _("登记已查阅"), (_S.APPROVED,), _S.VIEWED, (*ORGAN, *INSIDE), STAFF, "R16(2)(3)", ("says",)),
    Step("seen", _("登记已查阅"), (_S.APPROVED,), _S.VIEWED, PERSON, STAFF, "R21", ("says",)),
    Step("publish", _("登记公开传播"), (_S.APPROVED,), _S.PUBLISHED, PUBLIC, DECIDER, "R22", ("says",)),
    Step("extend", _("延长返还或者销毁的日期"), (_S.HANDED,), "", ORGAN, DECIDER, "R20", ("back_by", "says")),
    Step("returned", _("登记已返还"), (_S.HANDED,), _S.RETURNED, ORGAN, STAFF, "R20", ("on", "says")),
    Step("destroyed", _("登记已销毁"), (_S.HANDED,), _S.DESTROYED, ORGAN, STAFF, "R20", ("on", "says")),
    Step(
        "withdraw",
        _("撤回申请"),
        (_S.FILED, _S.SUPPLEMENT, _S.CHECKING, _S.APPROVED),
        _S.WITHDRAWN,
        EVERY,
        STAFF,
        "R20",
        ("says",),
    ),
    Step("withdraw_mine", _("撤回申请"), (_S.FILED, _S.CHECKING, _S.APPROVED), _S.WITHDRAWN, PERSON, ASKER, "R21"),
)
NO_PAGE: Final = ("attach", "look", "withdraw_mine")  # acts with a form of their own
NO_REDACTION: Final = _(
    "本系统还没有遮挡处理功能，做不出经过人工核对的遮挡件，所以现在不能查阅或者公开。原始录像不会代替它。"
)
NO_COPY: Final = _("还没有经过人工逐项核对的遮挡件，所以不能办理。原始录像不会代替它。")


def verdict(request: FootageRequest, action: str, account: Account | None) -> Verdict:
    """May ``account`` (None: whoever holds the receipt code) do ``action`` as things stand, and why not."""
    known = [step for step in STEPS if step.action == action and request.kind in step.kinds]
    if not known:
        return Verdict(action, False, _t("这种申请没有这个环节。"))
    step = known[0]
    if not _is(step.who, account, request):
        if account is not None and step.who == DECIDER and permissions.decides(account, request):
            says = _t("这件申请是您登记的，须由另一位负责人审批。")
            return Verdict(action, False, says, step, "数据安全法35")
        return Verdict(action, False, _t("只有%(who)s可以办理。") % {"who": WHO_WORDS[step.who]}, step, step.cite)
    if request.state not in step.from_:
        words = {"state": request.get_state_display(), "act": step.label}
        return Verdict(action, False, _t("现在的状态是“%(state)s”，不能“%(act)s”。") % words, step, step.cite)
    why, cite = _lacking(request, action)
    return Verdict(action, not why, why, step, cite or step.cite)


def _lacking(request: FootageRequest, action: str) -> tuple[str, str]:
    """What else stands in the way: (sentence, article), or ("", "")."""
    masked = (action == "seen" and request.kind == RequestKind.INDIVIDUAL) or action == "publish"
    if masked and not copies.reviewed(request):
        cite = "R22" if action == "publish" else "R21"
        return str(NO_COPY if copies.can_redact() else NO_REDACTION), cite
    if action == "approve" and request.kind == RequestKind.STATE_ORGAN and not _has_paper(request):
        return _t("先上传申请机关的文书。"), "R20"
    if action == "approve" and request.kind == RequestKind.PUBLICATION and not _has_paper(request):
        return _t("先上传可以依法公开传播的依据。"), "R22"
    if action == "hand_over" and request.want != Want.COPY:
        return _t("申请的是查阅，不能带走复制件。"), "R20"
    if action == "approve" and not request.cameras.exists():
        return _t("先确定是哪些图像采集设备。"), "R21"
    return "", ""


def _has_paper(request: FootageRequest) -> bool:
    return request.files.filter(erased_at__isnull=True).exists()


def offered(request: FootageRequest, account: Account) -> list[Verdict]:
    """Every act of such a request for people of the unit, allowed or with the reason why not now; none for others."""
    if not permissions.of_unit(account, request):
        return []
    names = dict.fromkeys(step.action for step in STEPS if request.kind in step.kinds and step.who != ASKER)
    return [verdict(request, name, account) for name in names]


def table() -> str:
    """The flow as the table of `docs/know/requests.md`, in Chinese."""
    with translation.override("zh-hans"):
        lines = ["| 办理 | 从 | 到 | 种类 | 谁 | 依据 |", "|---|---|---|---|---|---|"]
        for step in STEPS:
            from_ = "、".join(str(RequestState(one).label) for one in step.from_)
            to = str(RequestState(step.to).label) if step.to else "不变"
            kinds = "都可以" if step.kinds == EVERY else "、".join(str(RequestKind(one).label) for one in step.kinds)
            lines.append(f"| {step.label} | {from_} | {to} | {kinds} | {WHO_WORDS[step.who]} | {step.cite} |")
    return "\n".join(lines) + "\n"


def _is(who: str, account: Account | None, request: FootageRequest) -> bool:
    if who == ASKER:
        return account is None
    if account is None:
        return False
    if who == DECIDER:
        return permissions.decides(account, request) and account.pk != request.created_by_id
    return permissions.of_unit(account, request)
