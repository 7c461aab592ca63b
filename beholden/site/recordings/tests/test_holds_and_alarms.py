"""Who may keep footage beyond its term and why (R17, R20, R21, R24, R26); what nobody may overlook (R15(1))."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from beholden.engines.video.recorder import status
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.services import stop_camera
from beholden.ground.systems.tests.declared import declare_camera, declare_system
from beholden.ground.systems.wording import Refused
from beholden.site.recordings import queries, saying, services, watch
from beholden.site.recordings.models import Alarm, Hold, HoldKind
from beholden.site.recordings.services import HoldFields

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
GOOD = HoldFields("retrieval", NOW - HOUR, NOW, "调取通知书 2026-31 号")


def test_a_hold_names_its_kind_interval_reason_and_article(cast: Cast) -> None:
    system = declare_system(cast.manager)
    hold = services.place_hold(cast.manager, system, GOOD, now=NOW)
    assert (hold.cite, hold.placed_by, hold.placed_at) == ("R20", cast.manager, NOW)
    assert {services.place_hold(cast.manager, system, HoldFields(k, NOW - HOUR, NOW, "x")).cite for k in HoldKind} == {
        "R20",
        "R21",
        "R22",
        "R17",
        "R24(1)",
        "R26",
    }


def test_every_article_a_hold_rests_on_is_in_the_law(settings) -> None:  # type: ignore[no-untyped-def]
    from beholden.engines import rulebook
    from beholden.site.recordings.models import CITES

    for cite in CITES.values():
        assert rulebook.opened(settings.LAW).passage(cite)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("kind", {"kind": "because"}),
        ("to_at", {"to_at": NOW - HOUR}),
        ("reason", {"reason": "  "}),
        ("reason", {"reason": "长" * 501}),
        ("ends_at", {"ends_at": NOW - HOUR}),
    ],
)
def test_a_hold_that_says_too_little_is_refused_at_its_field(cast: Cast, field: str, change: dict[str, object]) -> None:
    fields = HoldFields(**{name: getattr(GOOD, name) for name in HoldFields.__slots__} | change)  # type: ignore[arg-type]
    with pytest.raises(Refused) as caught:
        services.place_hold(cast.manager, declare_system(cast.manager), fields, now=NOW)
    assert caught.value.field == field
    assert not Hold.objects.exists()


def test_a_camera_of_another_system_cannot_be_slipped_in(cast: Cast) -> None:
    mine, other = declare_system(cast.manager), declare_system(cast.manager, name="副楼")
    camera = declare_camera(cast.manager, other)
    with pytest.raises(Refused):
        services.place_hold(cast.manager, mine, HoldFields("incident", NOW - HOUR, NOW, "x", camera))


def test_only_the_units_manager_places_sees_and_releases(cast: Cast) -> None:
    system = declare_system(cast.manager)
    hold = services.place_hold(cast.manager, system, GOOD, now=NOW)
    for part, account in cast.accounts():
        assert queries.holds_visible_to(account).exists() == (part == "manager"), part
        if part != "manager":
            with pytest.raises(PermissionDenied):
                services.place_hold(account, system, GOOD)
            with pytest.raises(PermissionDenied):
                services.release_hold(account, hold, "x")
    hold.refresh_from_db()
    assert hold.released_at is None


def test_a_release_needs_a_reason_and_happens_once(cast: Cast) -> None:
    hold = services.place_hold(cast.manager, declare_system(cast.manager), GOOD, now=NOW)
    with pytest.raises(Refused, match="解除事由"):
        services.release_hold(cast.manager, hold, "")
    services.release_hold(cast.manager, hold, "已办结", now=NOW)
    with pytest.raises(Refused, match="已经解除"):
        services.release_hold(cast.manager, hold, "再次")
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(release_reason="")


def report(data, **states: str) -> None:  # type: ignore[no-untyped-def]
    now = int(time.time() * 1e6)
    error = {"code": "unauthorised", "detail": "192.168.1.10"}
    said = {
        code.replace("_", "-"): status.CameraStatus(
            state, now - 40_000_000, error=error if state == "lost" else None
        ).as_dict()
        for code, state in states.items()
    }
    status.write(data, said, now, 1)


def running() -> list[tuple[str, str]]:
    return sorted(Alarm.objects.filter(ended_at=None).values_list("kind", "subject"))


def test_a_lost_camera_alarms_once_says_why_and_ends_when_it_is_back(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    key = camera.code.replace("-", "_")
    report(settings.DATA, **{key: "lost"})
    watch.look_at_cameras()
    watch.look_at_cameras()
    assert running() == [("camera_down", camera.code)]
    alarm = Alarm.objects.get()
    assert saying.sentence(alarm) == "“01 大门”失联：用户名或密码不正确：192.168.1.10"
    assert datetime.now(UTC) - alarm.since > timedelta(seconds=39)
    report(settings.DATA, **{key: "recording"})
    watch.look_at_cameras()
    assert running() == []
    report(settings.DATA, **{key: "lost"})
    watch.look_at_cameras()
    assert Alarm.objects.count() == 2


def test_a_camera_that_never_comes_counts_as_lost_and_a_fresh_one_does_not(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    report(settings.DATA, **{camera.code.replace("-", "_"): "connecting"})  # for forty seconds
    watch.look_at_cameras()
    assert running() == [("camera_down", camera.code)]
    second = declare_camera(cast.manager, camera.system, name="02")
    watch.look_at_cameras()
    assert ("camera_down", second.code) not in running()


def test_taking_a_camera_out_of_use_ends_its_alarm(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    report(settings.DATA, **{camera.code.replace("-", "_"): "lost"})
    watch.look_at_cameras()
    stop_camera(cast.manager, camera, note="拆除")
    watch.look_at_cameras()
    assert running() == []


def test_a_silent_recorder_is_one_alarm_and_not_one_a_camera(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    system = declare_system(cast.manager)
    cameras = [declare_camera(cast.manager, system, name=str(number)) for number in range(5)]
    watch.look_at_cameras()
    assert running() == [("recorder_down", "")]
    report(settings.DATA, **{camera.code.replace("-", "_"): "recording" for camera in cameras})
    watch.look_at_cameras()
    assert running() == []


def test_an_alarm_concerns_its_unit_and_nobody_else(cast: Cast) -> None:
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    services.raise_alarm("camera_down", camera=camera)
    services.raise_alarm("disk", level="watch", detail={"full_on": "2026-12-09", "missing": 10**12, "floor_days": 30})
    seen = {part: set(queries.alarms_for(account).values_list("kind", flat=True)) for part, account in cast.accounts()}
    both, machine = {"camera_down", "disk"}, {"disk"}
    assert seen == {
        **{part: set() for part in seen},
        "manager": both,
        "guard": both,
        "other_manager": machine,
        "other_guard": machine,
        "system_admin": machine,
    }


def test_acknowledging_does_not_end_it_and_a_rising_level_asks_again(cast: Cast) -> None:
    alarm = services.raise_alarm("disk", level="watch", now=NOW)
    services.acknowledge(cast.manager, alarm, now=NOW)
    assert services.raise_alarm("disk", level="watch").acknowledged_by == cast.manager
    risen = services.raise_alarm("disk", level="tight")
    assert (risen.pk, risen.level, risen.acknowledged_at) == (alarm.pk, "tight", None)
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    theirs = services.raise_alarm("camera_down", camera=camera)
    with pytest.raises(PermissionDenied):
        services.acknowledge(cast.other_manager, theirs)


@pytest.mark.parametrize("kind", ["camera_down", "recorder_down", "disk", "no_rule", "clock", "deletion"])
def test_every_alarm_has_a_sentence_without_holes(cast: Cast, kind: str) -> None:
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    for one in (None, camera):
        sentence = saying.sentence(services.raise_alarm(kind, camera=one))
        assert sentence
        assert "%(" not in sentence
        assert "None" not in sentence


def test_a_doubtful_clock_is_told_in_the_readers_time(cast: Cast) -> None:
    detail = {"last": "2026-11-01T00:00:00+00:00", "now": "2027-02-01T16:30:00+00:00"}
    sentence = saying.sentence(services.raise_alarm("clock", detail=detail))
    assert "2026-11-01 08:00 变为 2027-02-02 00:30" in sentence


def test_sizes_are_read_by_people() -> None:
    assert [saying.size(n) for n in (0, 10**5, 5 * 10**6, 12 * 10**9, 1_260_000_000_000, 10**14)] == [
        "0",
        "0.1 MB",
        "5.0 MB",
        "12 GB",
        "1.3 TB",
        "100 TB",
    ]
