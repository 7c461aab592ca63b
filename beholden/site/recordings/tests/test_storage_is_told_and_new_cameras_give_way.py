"""R17: the disk's future is told in days; a camera too many is turned away before footage that is owed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beholden.engines.video.index import Index
from beholden.engines.video.recorder import status
from beholden.engines.video.timeline import attained_days
from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import Camera
from beholden.ground.systems.services import resume_camera, stop_camera
from beholden.ground.systems.tests.declared import declare_camera, declare_system
from beholden.ground.systems.wording import Refused
from beholden.site.recordings import figures, queries, saying, services, storage, watch
from beholden.site.recordings.models import Alarm, CameraDay, Hold
from beholden.site.recordings.services import HoldFields
from beholden.site.recordings.tests.footage import segment, segments

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
TODAY = date(2026, 11, 21)
GB = 10**9


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    return client


def recorded(camera: Camera, days: int, each: int, *, until: date = TODAY) -> None:
    """Figures of a camera that recorded ``each`` bytes a day on the last days."""
    rows = [
        CameraDay(camera=camera, day=until - timedelta(days=n), bytes=each, seconds=86_400) for n in range(1, days + 1)
    ]
    CameraDay.objects.bulk_create(rows)


def test_days_are_counted_by_the_sites_clock_and_again_without_double(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    late = datetime(2026, 11, 20, 15, 59, 30, tzinfo=UTC)  # 23:59:30 in Shanghai, ends the next day
    segments(settings.DATA, camera.code, [late, late + timedelta(minutes=1), NOW - timedelta(days=20)])
    for _ in range(2):
        with Index(settings.DATA / "index.sqlite", readonly=True) as index:
            figures.refresh(index, [camera], NOW, SHANGHAI)
    counted = {row.day.isoformat(): (row.bytes, row.seconds) for row in CameraDay.objects.all()}
    assert counted == {"2026-11-01": (1000, 60.0), "2026-11-20": (1000, 60.0), "2026-11-21": (1000, 60.0)}
    segment(settings.DATA, camera.code, NOW)
    with Index(settings.DATA / "index.sqlite", readonly=True) as index:
        figures.refresh(index, [camera], NOW, SHANGHAI)
    assert CameraDay.objects.get(day=TODAY).bytes == 2000


def test_the_rate_is_measured_when_a_day_is_there_and_guessed_from_the_probe_before(cast: Cast) -> None:
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    assert storage.daily_rate(camera, {}, TODAY, 4000) == (43_200_000_000, False)
    assert storage.daily_rate(camera, {TODAY: (1000, 30.0)}, TODAY, 4000) == (43_200_000_000, False)
    assert storage.daily_rate(camera, {TODAY: (10_000, 8640.0)}, TODAY, 4000) == (100_000, False)
    yesterday = TODAY - timedelta(days=1)
    assert storage.daily_rate(camera, {yesterday: (10_000, 86_400.0)}, TODAY) == (10_000, True)
    camera.state = "stopped"
    assert storage.daily_rate(camera, {yesterday: (10_000, 86_400.0)}, TODAY) == (0, True)


def test_a_camera_that_never_sent_is_said_to_be_unknown_and_not_to_be_free(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    system = declare_system(cast.manager)
    camera = declare_camera(cast.manager, system)
    seen = storage.outlook(now=NOW, disk=(300 * GB, 500 * GB))
    assert (seen.unknown, seen.forecast.full_on) == (1, None)
    assert "录像量还不知道" in browser(cast.manager).get(reverse("recordings:storage")).content.decode()
    now = int(datetime.now(UTC).timestamp() * 1e6)
    status.write(settings.DATA, {camera.code: status.CameraStatus("recording", now, kbps=4000).as_dict()}, now, 1)
    seen = storage.outlook(now=NOW, disk=(300 * GB, 500 * GB))
    assert (seen.unknown, seen.forecast.full_on) == (0, TODAY + timedelta(days=6))


def test_a_full_house_refuses_the_next_camera_and_says_until_when(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    system = declare_system(cast.manager)
    first = declare_camera(cast.manager, system)
    recorded(first, 3, 10 * GB, until=timezone.localdate())
    monkeypatch.setattr(storage, "free_bytes", lambda data: (100 * GB, 200 * GB))
    with pytest.raises(Refused, match="磁盘不足以让现有摄像机保存满 30 天，预计 20") as caught:
        declare_camera(cast.manager, system, name="02")
    assert caught.value.code == "disk"
    assert system.cameras.count() == 1
    stop_camera(cast.manager, first, note="换位")
    with_less = declare_camera(cast.manager, system, name="03")
    assert with_less.pk
    recorded(with_less, 3, 10 * GB, until=timezone.localdate())
    with pytest.raises(Refused, match="磁盘不足"):
        resume_camera(cast.manager, first)


def test_a_guess_warns_but_turns_nobody_away(cast: Cast) -> None:
    system = declare_system(cast.manager)
    first = declare_camera(cast.manager, system)
    CameraDay.objects.create(camera=first, day=TODAY, bytes=10 * GB, seconds=8640)
    seen = watch.look_at_disk(now=NOW, disk=(300 * GB, 500 * GB))
    assert seen.forecast.full_on == TODAY + timedelta(days=3)
    assert not seen.refuses_cameras
    alarm = Alarm.objects.get()
    assert (alarm.level, alarm.detail["guessed"]) == ("watch", True)


def test_a_guess_turns_cameras_away_and_shouts_when_hours_are_left(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    system = declare_system(cast.manager)
    first = declare_camera(cast.manager, system)
    today = timezone.localdate()
    CameraDay.objects.create(camera=first, day=today, bytes=10 * GB, seconds=8640)  # 100 GB a day
    monkeypatch.setattr(storage, "free_bytes", lambda data: (26 * GB, 500 * GB))
    assert declare_camera(cast.manager, system, name="02").pk
    monkeypatch.setattr(storage, "free_bytes", lambda data: (24 * GB, 500 * GB))
    with pytest.raises(Refused, match=f"预计 {today:%Y-%m-%d} 写满"):
        declare_camera(cast.manager, system, name="03")
    watch.look_at_disk()
    assert Alarm.objects.get(kind="disk").level == "critical"


def test_the_alarm_follows_the_disk_up_and_away(cast: Cast) -> None:
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    recorded(camera, 10, 10 * GB)
    levels = []
    for free in (200, 100, 15, -1):
        watch.look_at_disk(now=NOW, disk=(free * GB, 500 * GB))
        levels.append(Alarm.objects.get(ended_at=None).level)
    assert levels == ["watch", "tight", "critical", "critical"]
    told = saying.sentence(Alarm.objects.get(ended_at=None))
    assert told.startswith("磁盘空间已用尽，只剩系统预留，不能让所有录像保存满 30 天，还差 ") and "预计" not in told
    watch.look_at_disk(now=NOW, disk=(900 * GB, 1000 * GB))
    assert not Alarm.objects.filter(ended_at=None).exists()


def test_held_footage_is_not_counted_as_room_to_come(cast: Cast) -> None:
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    recorded(camera, 31, 10 * GB)
    assert storage.outlook(now=NOW, disk=(15 * GB, 500 * GB)).forecast.full_on is None
    fields = HoldFields("order", NOW - timedelta(days=40), NOW, "责令删除决定 9 号")
    services.place_hold(cast.manager, camera.system, fields, now=NOW)
    seen = storage.outlook(now=NOW, disk=(15 * GB, 500 * GB))
    assert seen.forecast.full_on == TODAY + timedelta(days=1)


def test_the_real_disk_is_asked_and_a_reserve_kept(tmp_path) -> None:  # type: ignore[no-untyped-def]
    import shutil

    free, total = storage.free_bytes(tmp_path)
    usage = shutil.disk_usage(tmp_path)
    assert total == usage.total
    assert 0 <= usage.free - free - min(storage.RESERVE, usage.total // 50) <= 64 << 20  # others write meanwhile


def test_the_storage_page_is_the_managers_and_tells_days_and_article(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    camera = declare_camera(cast.manager, declare_system(cast.manager), name="01 大门 <b>")
    theirs = declare_camera(cast.other_manager, declare_system(cast.other_manager, name="第三小学"), name="校门")
    segment(settings.DATA, camera.code, datetime.now(UTC) - timedelta(days=12))
    segment(settings.DATA, theirs.code, datetime.now(UTC) - timedelta(days=1))
    recorded(camera, 12, 10 * GB, until=timezone.localdate())
    address = reverse("recordings:storage")
    for part, account in cast.accounts():
        assert (browser(account).get(address).status_code == 200) == (part in ("manager", "other_manager")), part
    text = browser(cast.manager).get(address).content.decode()
    with Index(settings.DATA / "index.sqlite", readonly=True) as index:
        now_us = int(datetime.now(UTC).timestamp() * 1e6)
        assert f"{attained_days(index, camera.code, now_us):.1f} 天" in text  # as `beholden footage` says it
    assert "12.0 天" in text
    assert "30 天" in text
    assert "R17" in text
    assert "01 大门 &lt;b&gt;" in text
    assert "校门" not in text


def test_a_manager_holds_and_releases_on_the_pages(cast: Cast) -> None:
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    client = browser(cast.manager)
    typed = {"where": camera.code, "kind": "viewing", "from_at": "2026-11-20T08:00:00", "to_at": "2026-11-20T08:10:00"}
    wrong = client.post(reverse("recordings:place_hold"), {**typed, "reason": ""})
    assert wrong.status_code == 422
    assert "2026-11-20T08:10:00" in wrong.content.decode()
    right = client.post(reverse("recordings:place_hold"), {**typed, "reason": "失主申请 12 号"})
    hold = Hold.objects.get()
    assert right.headers["Location"] == reverse("recordings:hold", args=[hold.code])
    assert hold.from_at == datetime(2026, 11, 20, 0, 0, tzinfo=UTC)  # eight in the morning in Shanghai
    assert (hold.camera, hold.system) == (camera, camera.system)
    assert "失主申请 12 号" in client.get(right.headers["Location"]).content.decode()
    assert hold.code in client.get(reverse("recordings:holds")).content.decode()
    assert browser(cast.other_manager).get(right.headers["Location"]).status_code == 404
    assert browser(cast.guard).get(right.headers["Location"]).status_code == 403
    assert client.post(right.headers["Location"], {"reason": ""}).status_code == 422
    assert client.post(right.headers["Location"], {"reason": "已查阅"}).status_code == 302
    hold.refresh_from_db()
    assert hold.release_reason == "已查阅"


def test_another_units_camera_cannot_be_held_by_its_code(cast: Cast) -> None:
    declare_system(cast.manager)
    theirs = declare_camera(cast.other_manager, declare_system(cast.other_manager))
    typed = {"where": theirs.code, "kind": "viewing", "from_at": "2026-11-20T08:00", "to_at": "2026-11-20T09:00"}
    answer = browser(cast.manager).post(reverse("recordings:place_hold"), {**typed, "reason": "x"})
    assert answer.status_code == 422
    assert not Hold.objects.exists()


def test_alarms_are_read_and_acknowledged_on_their_page(cast: Cast) -> None:
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    alarm = services.raise_alarm("camera_down", camera=camera, detail={"code": "refused", "detail": "h:554"})
    address = reverse("recordings:acknowledge", args=[alarm.code])
    assert "h:554 拒绝连接" in browser(cast.guard).get(reverse("recordings:alarms")).content.decode()
    assert browser(cast.auditor).get(reverse("recordings:alarms")).status_code == 403
    assert browser(cast.other_guard).post(address).status_code == 404
    assert browser(cast.guard).post(address).status_code == 302
    alarm.refresh_from_db()
    assert alarm.acknowledged_by == cast.guard
    assert "王保安" in browser(cast.manager).get(reverse("recordings:alarms")).content.decode()
    assert "现在没有告警" in browser(cast.other_guard).get(reverse("recordings:alarms")).content.decode()


def test_storage_of_a_hundred_cameras_asks_the_database_a_few_times(
    cast: Cast,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    system = declare_system(cast.manager)
    first = declare_camera(cast.manager, system)
    Camera.objects.bulk_create(
        Camera(system=system, name=str(n), url=first.url, created_at=NOW, order=n) for n in range(99)
    )
    for camera in Camera.objects.all():
        recorded(camera, 2, GB, until=timezone.localdate())
    client = browser(cast.manager)
    with django_assert_max_num_queries(15):
        assert client.get(reverse("recordings:storage")).status_code == 200


def test_footage_that_the_daily_figures_have_not_counted_yet_is_no_gap(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    whole = declare_camera(cast.manager, declare_system(cast.manager))
    half = declare_camera(cast.manager, whole.system)
    now = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # noon in Shanghai
    for camera, minutes in ((whole, 10), (half, 5)):
        segment(settings.DATA, camera.code, now - timedelta(minutes=10), length=timedelta(minutes=minutes))
    CameraDay.objects.create(camera=whole, day=timezone.localdate(now), bytes=1000, seconds=60)  # a while ago

    [system] = queries.storage_of(cast.manager, now=now)["systems"]  # type: ignore[misc]
    assert [round(row.fraction, 3) for row in system.cameras] == [1.0, 0.5]
