"""The state table of requests, all four kinds: action, from, to, who, article, what must be said. It drives buttons,
"why can't I?", services, docs and tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from beholden.ground.acts import flow
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
class Step(flow.Step):
    """One row. ``asks`` are the inputs the act needs."""

    kinds: tuple[str, ...]
    asks: tuple[str, ...] = ()


_S, _K = RequestState, RequestKind
ORGAN, PERSON, INSIDE, PUBLIC = (_K.STATE_ORGAN,), (_K.INDIVIDUAL,), (_K.INTERNAL,), (_K.PUBLICATION,)
APPROVED_FIRST: Final = (*ORGAN, *INSIDE, *PUBLIC)
EVERY: Final = tuple(_K)
_HAND: Final = ("party", "medium", "sha256", "back_by")
STEPS: Final = (
    Step("attach", _("上传材料"), (_S.FILED, _S.SUPPLEMENT, _S.CHECKING), "", STAFF, "R20", EVERY),
    Step(
        "check",
        _("核对身份和关系，确定录像范围"),
        (_S.FILED, _S.CHECKING),
        _S.CHECKING,
        STAFF,
        "R21",
        PERSON,
        ("cameras", "interval", "id_number", "says"),
    ),
    Step("approve", _("同意"), (_S.FILED,), _S.APPROVED, DECIDER, "R20", ORGAN, ("says",)),
    Step("approve", _("同意"), (_S.FILED,), _S.APPROVED, DECIDER, "R16(2)(2)", INSIDE, ("says",)),
    Step("approve", _("同意"), (_S.FILED,), _S.APPROVED, DECIDER, "R22", PUBLIC, ("says",)),
    Step("approve", _("同意查阅"), (_S.CHECKING,), _S.APPROVED, DECIDER, "R21", PERSON, ("says",)),
    Step(
        "refuse",
        _("不予同意"),
        (_S.FILED, _S.CHECKING),
        _S.REFUSED,
        DECIDER,
        "个人信息保护法50(1)",
        PERSON,
        ("reason", "says"),
    ),
    Step(
        "refuse",
        _("不予同意"),
        (_S.FILED, _S.SUPPLEMENT),
        _S.REFUSED,
        DECIDER,
        "R20",
        APPROVED_FIRST,
        ("reason", "says"),
    ),
    Step("ask_more", _("退回补充或者缩小范围"), (_S.FILED,), _S.SUPPLEMENT, DECIDER, "R20", APPROVED_FIRST, ("says",)),
    Step(
        "resubmit",
        _("补充后重新提交"),
        (_S.SUPPLEMENT,),
        _S.FILED,
        STAFF,
        "R20",
        APPROVED_FIRST,
        ("cameras", "interval", "need"),
    ),
    Step("hand_over", _("登记交接"), (_S.APPROVED,), _S.HANDED, STAFF, "R20", ORGAN, _HAND),
    Step("look", _("去查看"), (_S.APPROVED,), "", STAFF, "R16(2)(3)", (*ORGAN, *INSIDE)),
    Step("seen", _("登记已查阅"), (_S.APPROVED,), _S.VIEWED, STAFF, "R16(2)(3)", (*ORGAN, *INSIDE), ("says",)),
    Step("seen", _("登记已查阅"), (_S.APPROVED,), _S.VIEWED, STAFF, "R21", PERSON, ("says",)),
    Step("publish", _("登记公开传播"), (_S.APPROVED,), _S.PUBLISHED, DECIDER, "R22", PUBLIC, ("says",)),
    Step("extend", _("延长返还或者销毁的日期"), (_S.HANDED,), "", DECIDER, "R20", ORGAN, ("back_by", "says")),
    Step("returned", _("登记已返还"), (_S.HANDED,), _S.RETURNED, STAFF, "R20", ORGAN, ("on", "says")),
    Step("destroyed", _("登记已销毁"), (_S.HANDED,), _S.DESTROYED, STAFF, "R20", ORGAN, ("on", "says")),
    Step(
        "withdraw",
        _("撤回申请"),
        (_S.FILED, _S.SUPPLEMENT, _S.CHECKING, _S.APPROVED),
        _S.WITHDRAWN,
        STAFF,
        "R20",
        EVERY,
        ("says",),
    ),
    Step("withdraw_mine", _("撤回申请"), (_S.FILED, _S.CHECKING, _S.APPROVED), _S.WITHDRAWN, ASKER, "R21", PERSON),
    Step("redact", _("制作遮挡件"), (_S.APPROVED,), "", kinds=PERSON, who=STAFF, cite="R21"),
    Step("redact", _("制作遮挡件"), (_S.APPROVED,), "", kinds=PUBLIC, who=STAFF, cite="R22"),
)
NO_PAGE: Final = ("attach", "look", "redact", "withdraw_mine")  # acts with a form of their own
NO_COPY: Final = _("还没有经过人工逐项核对的遮挡件，所以不能办理。原始录像不会代替它。")


def _lacking(request: FootageRequest, action: str) -> tuple[object, str]:
    """What else stands in the way: (sentence, article), or ("", "")."""
    masked = (action == "seen" and request.kind == RequestKind.INDIVIDUAL) or action == "publish"
    if masked and not copies.reviewed(request):
        cite = "R22" if action == "publish" else "R21"
        return NO_COPY, cite
    if action == "approve" and request.kind == RequestKind.STATE_ORGAN and not _has_paper(request):
        return _("先上传申请机关的文书。"), "R20"
    if action == "approve" and request.kind == RequestKind.PUBLICATION and not _has_paper(request):
        return _("先上传可以依法公开传播的依据。"), "R22"
    if action == "hand_over" and request.want != Want.COPY:
        return _("申请的是查阅，不能带走复制件。"), "R20"
    if action == "approve" and not request.cameras.exists():
        return _("先确定是哪些图像采集设备。"), "R21"
    return "", ""


def _has_paper(request: FootageRequest) -> bool:
    return request.files.filter(erased_at__isnull=True).exists()


class _Requests(flow.Flow[Step, FootageRequest, Account | None]):
    unknown = _("这种申请没有这个环节。")

    def holds(self, who: str, actor: Account | None, case: FootageRequest) -> bool:
        if who == ASKER or actor is None:
            return who == ASKER and actor is None
        if who == DECIDER:
            return permissions.decides(actor, case) and actor.pk != case.created_by_id
        return permissions.of_unit(actor, case)

    def not_you(self, step: Step, case: FootageRequest, actor: Account | None) -> tuple[object, str]:
        if actor is not None and step.who == DECIDER and permissions.decides(actor, case):
            return _("这件申请是您登记的，须由另一位负责人审批。"), "数据安全法35"
        return super().not_you(step, case, actor)

    def knows(self, step: Step, case: FootageRequest) -> bool:
        return case.kind in step.kinds

    def lacks(self, step: Step, case: FootageRequest) -> tuple[object, str]:
        return _lacking(case, step.action)

    def shows(self, step: Step, holds: flow.Holder) -> bool:
        return step.who != ASKER and holds(STAFF)


FLOW: Final = _Requests(STEPS, RequestState.choices, WHO_WORDS)
verdict, offered = FLOW.verdict, FLOW.offered


def table() -> str:
    """The flow as the table of `docs/know/requests.md`, in Chinese."""
    return FLOW.table({"种类": lambda step: flow.among(dict(RequestKind.choices), step.kinds)})
