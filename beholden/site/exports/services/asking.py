"""Asking for a package, and deciding on it: each camera is registered before a byte of it is read (R16(2)(3), R20)."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.acts import refusals
from beholden.ground.documents.codes import document_code
from beholden.ground.evidence import services as evidence
from beholden.ground.people.models import Account
from beholden.ground.systems.models import Camera
from beholden.site.access import footage
from beholden.site.access import services as access
from beholden.site.access.duty import Visitor
from beholden.site.access.models import Action, Ended
from beholden.site.access.permissions import refusal
from beholden.site.exports import flow
from beholden.site.exports.models import Export, ExportCamera, Form, State
from beholden.site.exports.permissions import hands

MOST_CAMERAS: Final = 16  # of one package; more takes several, each with its own entries

Interval = tuple[datetime, datetime]


class Refused(refusals.Refused):
    """An export cannot be asked for or acted on so; the text says why, in the reader's language."""

    def __init__(self, sentence: object, code: str = "refused", *, cite: str = "R16(2)(2)") -> None:
        super().__init__(code, sentence, cite=cite)


def ask(
    visitor: Visitor,
    cameras: Sequence[Camera],
    interval: Interval,
    now: datetime | None = None,
    *,
    form: Form = Form.EVIDENCE,
) -> Export:
    """Register a look (action export) per camera and have the package made. ``interval`` aware instants.

    ``form``: the originals with their proofs, or a viewing copy with a mark in every picture. Raises Refused for
    what makes no sense together, Shut when the door refuses; then nothing is made. A refusal of one camera is in
    the register and nothing is asked of the others.
    """
    now = now or timezone.now()
    if not 0 < len(cameras) <= MOST_CAMERAS:
        raise Refused(_("一次调取 1 至 %(most)s 台摄像机，请分次调取。") % {"most": MOST_CAMERAS})
    if len({camera.system.unit_id for camera in cameras}) != 1:
        raise Refused(_("一次只能调取同一管理单位的摄像机。"))
    # who may not take one gets none: the one that is refused goes first, so that the register has only the refusal
    ordered = sorted(cameras, key=lambda camera: not refusal(visitor, camera, Action.EXPORT, now))
    for camera in ordered:
        if not refusal(visitor, camera, Action.EXPORT, now) and footage.missing(camera, Action.EXPORT, interval):
            raise Refused(_("%(camera)s 在这段时间没有录像，或者已到期删除。") % {"camera": camera.name})
    looks = []
    try:
        for camera in ordered:
            looks.append((camera, access.look(visitor, camera.code, Action.EXPORT, interval, now)))
    finally:
        for _camera, look in looks:  # nothing flows by these: they stand for the making; each fetching has its own
            access.end(look.entry.number, Ended.VIEWER, now)
    numbers = {camera.pk: look.entry.number for camera, look in looks}
    assert visitor.duty is not None  # the door asked
    label = str(visitor.duty.purpose.label)
    with transaction.atomic():
        made = Export.objects.create(
            code=document_code(),
            state=State.WAITING if settings.EXPORT_TWO_PERSONS else State.BUILDING,
            at=now,
            by=visitor.account,
            unit=cameras[0].system.unit,
            starts=interval[0],
            ends=interval[1],
            form=form,
            purpose=f"{label} {visitor.duty.note}".strip()[:200],
        )
        for order, camera in enumerate(cameras):
            ExportCamera.objects.create(export=made, camera=camera, number=numbers[camera.pk], order=order)
    return made


def act(account: Account, export: Export, name: str, now: datetime | None = None) -> Export:
    """Take one step of the flow other than the download. Raises Refused, evidence.LogUnavailable."""
    now = now or timezone.now()
    with transaction.atomic():
        export = Export.objects.select_for_update().get(pk=export.pk)
        found = flow.verdict(export, name, hands(account, export, now))
        if not found.allowed or found.step is None:
            raise Refused(found.why, "not_now", cite=found.cite)
        if found.step.who == flow.SECOND:
            unit = account.organisation.name if account.organisation else ""
            said = {"action": f"export.{name}", "export": export.code, "username": account.username}
            evidence.append("decide", {**said, "name": account.name, "unit": unit, "number": export.code}, at=now)
            export.decided_by, export.decided_at = account, now
        export.state, export.why = found.step.to, ""
        export.save()
    if export.state == State.REMOVED:
        clear(export)
    return export


def clear(export: Export) -> None:
    """Take a package off the disk; what is not there is no error. Raises OSError."""
    if export.work.is_dir():
        shutil.rmtree(export.work)


__all__ = ["MOST_CAMERAS", "Refused", "act", "ask", "clear"]
