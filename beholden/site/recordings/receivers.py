"""What this room does when the systems room changes: refuse a camera the disk cannot keep, publish the roster."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.ground.systems import signals
from beholden.ground.systems.models import System
from beholden.ground.systems.wording import Refused
from beholden.site.recordings import services


def connect() -> None:
    """Listen. Doing it twice is fine."""
    signals.camera_wanted.connect(refuse_on_a_full_disk, dispatch_uid="recordings.camera_wanted")
    signals.cameras_changed.connect(publish, dispatch_uid="recordings.cameras_changed")


def refuse_on_a_full_disk(*, system: System, by: Account, **_more: Any) -> None:
    """New cameras give way first: the footage that is owed already comes before them (R17). Raises Refused."""
    from beholden.site.recordings import storage  # the law is read when it is asked, not at every start

    outlook = storage.outlook()
    if not outlook.refuses_cameras:
        return
    floor = outlook.floor_days
    full_on = outlook.forecast.full_on
    values = {"days": floor or 0, "date": f"{full_on:%Y-%m-%d}" if full_on else "—"}
    if outlook.used_up:
        raise Refused(_("磁盘空间已用尽，只剩系统预留。请先扩容，再增加摄像机"), code="disk")
    raise Refused(
        _("磁盘不足以让现有摄像机保存满 %(days)d 天，预计 %(date)s 写满。请先扩容，再增加摄像机") % values, code="disk"
    )


def publish(**_more: Any) -> None:
    """The recorder sees the change within a second."""
    services.publish_roster()
