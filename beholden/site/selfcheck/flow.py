"""What can be done with an attestation, in which state, and why not: one table for buttons, services, docs and tests.

signed → waiting → received | refused; refused → waiting when it is sent again. Nothing else (R24, M10).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from beholden.site.selfcheck.models import State

NONE: Final = ""  # a self-check without an attestation


@dataclass(frozen=True, slots=True)
class Step:
    """One act: from which states, to which, and why it is closed in the others."""

    name: str
    label: Promise
    of: tuple[str, ...]
    to: str
    cite: str
    by: Promise


STEPS: Final[dict[str, Step]] = {
    step.name: step
    for step in (
        Step("sign", _("签发自证声明"), (NONE,), State.WAITING, "R24(1)", _("管理单位负责人")),
        Step("send", _("立即发送"), (State.WAITING, State.REFUSED), State.WAITING, "R24(1)", _("管理单位负责人")),
        Step("receive", _("公安机关收到"), (State.WAITING,), State.RECEIVED, "R24(1)", _("公安机关的系统")),
        Step("refuse", _("公安机关未接收"), (State.WAITING,), State.REFUSED, "R24(1)", _("公安机关的系统")),
    )
}
_CLOSED: Final[dict[tuple[str, str], Promise]] = {
    ("sign", State.WAITING): _("这次自查已经签发过声明。"),
    ("sign", State.RECEIVED): _("这次自查已经签发过声明，公安机关已收到。"),
    ("sign", State.REFUSED): _("这次自查已经签发过声明。请重新发送，或者重新自查。"),
    ("send", NONE): _("还没有签发声明。"),
    ("send", State.RECEIVED): _("公安机关已收到，不必再发。"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a step is open; ``why`` says why not."""

    step: Step
    allowed: bool
    why: str = ""


def verdict(state: str, name: str) -> Verdict:
    """May this step be taken from that state?"""
    step = STEPS[name]
    if state in step.of:
        return Verdict(step, True)
    return Verdict(step, False, str(_CLOSED.get((name, state), "")) or _t("现在的状态下不能这样办。"))
