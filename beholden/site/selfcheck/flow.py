"""What can be done with an attestation, in which state, and why not: one table for buttons, services, docs and tests.

signed → waiting → received | refused; refused → waiting when it is sent again. Nothing else (R24, M10).
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beholden.ground.acts import flow
from beholden.ground.acts.flow import Step
from beholden.site.selfcheck.models import State

NONE: Final = ""  # a self-check without an attestation


MANAGER, REGISTRY = "manager", "registry"
WHO_WORDS: Final = {MANAGER: _("管理单位负责人"), REGISTRY: _("公安机关的系统")}
STEPS: Final = (
    Step("sign", _("签发自证声明"), (NONE,), State.WAITING, MANAGER, "R24(1)"),
    Step("send", _("立即发送"), (State.WAITING, State.REFUSED), State.WAITING, MANAGER, "R24(1)"),
    Step("receive", _("公安机关收到"), (State.WAITING,), State.RECEIVED, REGISTRY, "R24(1)"),
    Step("refuse", _("公安机关未接收"), (State.WAITING,), State.REFUSED, REGISTRY, "R24(1)"),
)
_CLOSED: Final[dict[tuple[str, str], Promise]] = {
    ("sign", State.WAITING): _("这次自查已经签发过声明。"),
    ("sign", State.RECEIVED): _("这次自查已经签发过声明，公安机关已收到。"),
    ("sign", State.REFUSED): _("这次自查已经签发过声明。请重新发送，或者重新自查。"),
    ("send", NONE): _("还没有签发声明。"),
    ("send", State.RECEIVED): _("公安机关已收到，不必再发。"),
}


class _Attestations(flow.Flow[Step, str, None]):
    """Asked about a state: a self-check without an attestation has none. Who may ask, the address says."""

    unknown = _("没有这个环节。")

    def holds(self, who: str, actor: None, case: str) -> bool:
        return True

    def state(self, case: str) -> str:
        return case

    def not_now(self, step: Step, case: str) -> object:
        return _CLOSED.get((step.action, case), _("现在的状态下不能这样办。"))


FLOW: Final = _Attestations(STEPS, [(NONE, _("没有签发")), *State.choices], WHO_WORDS)


def verdict(state: str, name: str) -> flow.Verdict[Step]:
    """May this step be taken from that state?"""
    return FLOW.verdict(state, name, None)
