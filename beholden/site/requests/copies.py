"""Masked copies made for a request (R21, R22), as the room of redactions knows them: whatever needs one is refused
while a person has not reviewed it. Nothing unmasked ever stands in for it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.ground.systems.models import Camera
from beholden.site.access.duty import Visitor
from beholden.site.redactions import queries, services
from beholden.site.redactions.models import Aim, Redaction, State
from beholden.site.requests.models import FootageRequest, RequestKind

AIMS: Final = {RequestKind.INDIVIDUAL: Aim.INDIVIDUAL, RequestKind.PUBLICATION: Aim.PUBLICATION}
TONES: Final = {
    State.MAKING: "due",
    State.REVIEW: "due",
    State.FAILED: "over",
    State.CANCELLED: "idle",
    State.REMOVED: "idle",
}


def reviewed(request: FootageRequest) -> str:
    """The code of a masked copy for this request whose every mask a person has reviewed; "" when there is none."""
    return queries.reviewed_for(request.code)


def made_for(request: FootageRequest) -> list[tuple[Redaction, str]]:
    """Every copy begun for it, each with the tone of its state."""
    return [(one, TONES.get(State(one.state), "good")) for one in queries.made_for(request.code)]


def blank(request: FootageRequest) -> list[str]:
    """How much of its confirmed copies could not be decoded, camera by camera, in Chinese as documents are.

    Also of those that went with the request's end.
    """
    done = queries.made_for(request.code).filter(confirmed_at__isnull=False)
    return [f"{one.camera.name}：{one.blank_seconds:.1f} 秒" for one in done if one.blank]


def altered(request: FootageRequest) -> list[str]:
    """How much of them was recorded in files that are not as they were then, in the same words."""
    done = queries.made_for(request.code).filter(confirmed_at__isnull=False)
    return [f"{one.camera.name}：{one.altered_seconds:.1f} 秒" for one in done if one.altered]


def ask(visitor: Visitor, request: FootageRequest, camera: Camera, interval: tuple[datetime, datetime]) -> Redaction:
    """Have a copy made of a camera's minutes of this request; none that was not agreed to. Raises Refused, Shut."""
    if not (request.from_at <= interval[0] and interval[1] <= request.to_at):
        name = "from_at" if interval[0] < request.from_at or interval[0] > request.to_at else "to_at"
        raise services.Refused("outside", _("不在这件申请的录像时间之内"), field=name)
    if not request.cameras.filter(pk=camera.pk).exists():
        raise services.Refused("outside", _("这台设备不在这件申请之内"), field="camera")
    subject = services.Subject(AIMS[RequestKind(request.kind)], request.code, request.number)
    return services.ask(visitor, subject, camera, interval)


def publish(by: Account, request: FootageRequest, where: str, at: datetime) -> str:
    """Its confirmed copies may be taken from now on; the code of one. Raises Refused."""
    code = reviewed(request)
    services.release(by, request.code, where, now=at)
    return code


def end(request: FootageRequest, at: datetime) -> None:
    """It is over: its copies go, but for what was published, which has its term."""
    services.ended(request.code, now=at)


__all__ = ["AIMS", "altered", "ask", "blank", "end", "made_for", "publish", "reviewed"]
