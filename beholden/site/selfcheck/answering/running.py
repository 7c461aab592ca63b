"""Item 5: the system works: what the recorder says now, running alarms, yesterday's footage (R15(1), M10(5))."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beholden.ground.systems.models import Camera, CameraState, System
from beholden.ground.systems.queries import LiveState
from beholden.site.recordings import queries as recordings
from beholden.site.recordings.models import Alarm, AlarmKind, CameraDay
from beholden.site.selfcheck.answering.findings import Finding, Gap
from beholden.site.selfcheck.models import Provenance, Result
from beholden.site.selfcheck.saying import Said, listed

_BROKEN = (AlarmKind.RECORDER_DOWN, AlarmKind.DISK, AlarmKind.CLOCK)
_DAY_SECONDS = 86_400


def findings(system: System, now: datetime) -> list[Finding]:
    """Cameras first, then alarms, then what yesterday lacked (told, never judged: a gap may have a good reason)."""
    cameras = list(system.cameras.filter(state=CameraState.ACTIVE).order_by("order", "id"))
    if not cameras:
        says = Said(_("这个系统还没有在用设备"))
        gap = Gap(says, Said(_("添加设备")), reverse("systems:add_camera", args=[system.code]))
        return [Finding(Result.NOT_SEEN, "", (says,), {"cameras": 0}, gap)]
    states = recordings.status_of(cameras)
    down = [one for one in states if one.state not in ("recording", "connecting")]
    alarms = Alarm.objects.filter(ended_at__isnull=True, kind__in=_BROKEN)
    alarms = alarms.filter(Q(system=system) | Q(subject=""))
    found = [_cameras(states, down)]
    found += [_alarm(one) for one in alarms.order_by("since")[:5]]
    return [*found, _yesterday(system, cameras, now)]


def _cameras(states: list[LiveState], down: list[LiveState]) -> Finding:
    offsets = [abs(one.clock_offset_us) for one in states if one.clock_offset_us is not None]
    recording = sum(one.state == "recording" for one in states)
    measured = {"cameras": len(states), "recording": recording, "lost": len(down)}
    if offsets:
        measured["worst_clock_ms"] = max(offsets) // 1000
    says = [Said(_("%(n)s / %(all)s 台正在录像"), {"n": recording, "all": len(states)})]
    if offsets:
        says.append(Said(_("设备时钟最多相差 %(seconds)s 秒"), {"seconds": f"{max(offsets) / 1e6:.1f}"}))
    if not down:
        return Finding(Result.CONFORM, Provenance.MEASURED, tuple(says), measured)
    word = Said(_("%(names)s 没有录像"), {"names": listed([one.camera.name for one in down])})
    href = reverse("systems:camera", args=[down[0].camera.code])
    return Finding(
        Result.VIOLATION, Provenance.MEASURED, (*says, word), measured, Gap(word, Said(_("查看这台设备")), href)
    )


def _alarm(alarm: Alarm) -> Finding:
    word = Said(AlarmKind(alarm.kind).label)
    says = Said(_("告警未解除：%(what)s"), {"what": word})
    href = reverse("recordings:storage") if alarm.kind == AlarmKind.DISK else reverse("recordings:alarms")
    return Finding(
        Result.VIOLATION, Provenance.MEASURED, (says,), {f"alarm.{alarm.kind}": True},
        Gap(says, Said(_("处理告警")), href),
    )  # fmt: skip


def _yesterday(system: System, cameras: list[Camera], now: datetime) -> Finding:
    day = timezone.localdate(now) - timedelta(days=1)
    begun = [one for one in cameras if timezone.localdate(one.created_at) < day]
    if not begun:
        return Finding(Result.CONFORM, Provenance.MEASURED, (), {}, enough=False)
    seconds = dict(CameraDay.objects.filter(camera__in=begun, day=day).values_list("camera_id", "seconds"))
    shares = [min(1.0, seconds.get(one.pk, 0.0) / _DAY_SECONDS) for one in begun]
    least = min(shares)
    says = Said(_("昨天有录像的时间：最少的一台 %(share)s%%"), {"share": f"{least * 100:.1f}"})
    measured = {"yesterday_least_permille": int(least * 1000)}
    without = [one for one, share in zip(begun, shares, strict=True) if share == 0]
    gap = None
    if without:
        word = Said(_("%(names)s 昨天没有录像"), {"names": listed([one.name for one in without])})
        gap = Gap(word, Said(_("查看这台设备")), reverse("systems:camera", args=[without[0].code]))
    return Finding(Result.CONFORM, Provenance.MEASURED, (says,), measured, gap, enough=False)
