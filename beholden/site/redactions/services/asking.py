"""Asking for a masked copy: registered before a byte of the original is read (R16(2)(3), R21, R22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from beholden.ground.acts.refusals import Refused
from beholden.ground.acts.writing import now_or
from beholden.ground.systems.models import Camera
from beholden.site.access import services as access
from beholden.site.access.duty import Visitor
from beholden.site.access.models import Action, Ended
from beholden.site.redactions import permissions
from beholden.site.redactions.models import OPEN, Aim, Redaction

LONGEST: Final = timedelta(hours=1)  # of one copy, as of one look at the original; longer takes several
MOST_WAITING: Final = 20  # of one unit at a time

Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a copy is made for: the code and number of a request; both empty for a preview."""

    aim: str
    code: str = ""
    number: str = ""


def ask(
    visitor: Visitor, subject: Subject, camera: Camera, interval: Interval, *, now: datetime | None = None
) -> Redaction:
    """Register the look (action masked) and have the copy made. ``interval`` aware instants.

    Raises Refused (what makes no sense, not yours, too many) and Shut (the door); then nothing is made.
    """
    at = now_or(now)
    _sensible(visitor, subject, camera, interval, at)
    look = access.look(visitor, camera.code, Action.MASKED, interval, at)
    access.end(look.entry.number, Ended.VIEWER, at)  # stands for the making; each watching has its own
    with transaction.atomic():
        return Redaction.objects.create(
            aim=subject.aim,
            subject=subject.code,
            number=subject.number,
            unit=camera.system.unit,
            camera=camera,
            starts=interval[0],
            ends=interval[1],
            by=visitor.account,
            at=at,
            entry=look.entry.number,
        )


def _sensible(visitor: Visitor, subject: Subject, camera: Camera, interval: Interval, at: datetime) -> None:
    if subject.aim not in Aim.values or (subject.aim == Aim.MOSAIC) == bool(subject.code):
        raise Refused("no_choice", _("没有这种用途的遮挡件。"))
    if interval[0] >= interval[1]:
        raise Refused("ends_first", _("录像止应当晚于录像起"), field="to_at")
    if interval[1] > at:
        raise Refused("ahead", _("录像止还没有到：只能处理已经录下的录像"), field="to_at")
    if interval[1] - interval[0] > LONGEST:
        raise Refused("too_long", _("一份遮挡件最长一小时，请分段制作，只选需要的几分钟"), field="to_at")
    account = visitor.account
    if subject.aim != Aim.MOSAIC:
        mine = permissions.works_here(account) and camera.system.unit_id == account.organisation_id
        if not mine or not permissions.sees_identities(account, camera, at):
            raise Refused("not_yours", _("只有管理单位中可以看原始录像的人员可以制作遮挡件。"), cite="R16(2)(2)")
    waiting = Redaction.objects.filter(unit=camera.system.unit, state__in=OPEN)
    if subject.code and waiting.filter(
        subject=subject.code, camera=camera, starts__lt=interval[1], ends__gt=interval[0]
    ):
        raise Refused("again", _("这台设备这段时间的遮挡件已经在制作或者核对。"), field="camera")
    if waiting.count() >= MOST_WAITING:
        raise Refused("too_many", _("还没有办完的遮挡件太多，请先核对或者作废一些。"))
