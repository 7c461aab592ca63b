"""R17, R23(1)(5): footage goes when its term is over, never before, never under hold, and never without a trace."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings

from beholden.engines.video.index import Index
from beholden.ground.evidence import footage, logs
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import Camera
from beholden.ground.systems.tests.declared import declare_camera, declare_system
from beholden.site.recordings import deletion, footage_log, services
from beholden.site.recordings.models import Alarm, CameraDay, Deletion, RetentionRun
from beholden.site.recordings.services import HoldFields
from beholden.site.recordings.tests.footage import held, segment, segments

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def camera(cast: Cast) -> Camera:
    services.note_retention_run(NOW - timedelta(hours=1))
    return declare_camera(cast.manager, declare_system(cast.manager))


def data() -> Path:
    return Path(django_settings.DATA)


def log_entries() -> list[dict[str, object]]:
    log = logs.log(logs.FOOTAGE)
    return [entry for i in range(log.size) if (entry := json.loads(log.read(i)))["kind"] in ("del", "spare")]


def back(days: float) -> datetime:
    return NOW - timedelta(days=days)


def test_what_is_past_its_term_goes_and_the_rest_stays(camera: Camera) -> None:
    old = segments(data(), camera.code, [back(days) for days in (40, 35, 32)])
    young = segments(data(), camera.code, [back(days) for days in (30.5, 29, 1)])
    done = deletion.run(now=NOW)
    assert held(data(), camera.code) == [row.start_us for row in young]
    (entry,) = log_entries()
    assert (entry["camera"], entry["floor_days"]) == (camera.code, 30)
    assert entry["runs"] == [[row.run, row.seq, row.seq] for row in old]
    (row,) = done
    assert row == Deletion.objects.get()
    assert (row.done_at, row.bytes, row.because["because"][0]["cite"]) == (NOW, 3000, "R17")
    assert json.loads(logs.log(logs.FOOTAGE).read(row.log_index)) == entry
    assert [start for start, _sha in row.segments] == [one.start_us for one in old]
    assert row.because["value"] == 30


def test_a_second_run_does_nothing(camera: Camera) -> None:
    segments(data(), camera.code, [back(40), back(1)])
    deletion.run(now=NOW)
    assert deletion.run(now=NOW + timedelta(minutes=10)) == []
    assert len(log_entries()) == 1


def test_held_footage_stays_until_the_hold_is_released(cast: Cast, camera: Camera) -> None:
    kept, gone = segment(data(), camera.code, back(40)), segment(data(), camera.code, back(39))
    fields = HoldFields("viewing", back(40), back(40) + timedelta(minutes=5), "张某申请查阅")
    hold = services.place_hold(cast.manager, camera.system, fields, now=NOW)
    deletion.run(now=NOW)
    assert held(data(), camera.code) == [kept.start_us]
    services.release_hold(cast.manager, hold, "已查阅", now=NOW)
    deletion.run(now=NOW)
    assert held(data(), camera.code) == []
    assert gone.start_us not in held(data(), camera.code)


def test_a_hold_placed_after_the_decision_still_wins(cast: Cast, camera: Camera) -> None:
    first, second = segment(data(), camera.code, back(40)), segment(data(), camera.code, back(39))
    broken = _stop_after_the_log(camera)
    fields = HoldFields("incident", back(40), back(40) + timedelta(minutes=1), "报警 110-7")
    services.place_hold(cast.manager, camera.system, fields, now=NOW)
    deletion.run(now=NOW)
    assert held(data(), camera.code) == [first.start_us]
    broken.refresh_from_db()
    assert broken.done_at == NOW
    assert broken.spared == [[first.start_us, first.root]]
    assert [entry["kind"] for entry in log_entries()] == ["del", "spare"]
    assert log_entries()[1]["runs"] == [[first.run, first.seq, first.seq]]
    assert second.start_us not in held(data(), camera.code)


def test_a_run_that_was_cut_off_is_finished_and_logged_once(camera: Camera) -> None:
    segments(data(), camera.code, [back(40), back(39)])
    broken = _stop_after_the_log(camera)
    assert len(held(data(), camera.code)) == 2
    deletion.run(now=NOW)
    broken.refresh_from_db()
    assert broken.done_at == NOW
    assert held(data(), camera.code) == []
    assert len(log_entries()) == 1
    assert Deletion.objects.count() == 1


def _stop_after_the_log(camera: Camera) -> Deletion:
    """As a power cut between the log and the files leaves it."""
    from beholden.site.recordings import floors

    answer = floors.floor_of(camera, NOW.date())
    assert answer.floor
    with Index(data() / "index.sqlite") as index:
        decision = deletion._decide(camera, deletion._due(camera, index, answer.floor, NOW), answer, NOW)
        footage_log.follow(now=NOW)
        with footage.opened() as book:
            deletion._enter(decision, book, index, NOW)
    return decision


def test_without_a_log_nothing_is_deleted_and_somebody_is_told(camera: Camera) -> None:
    segments(data(), camera.code, [back(40)])
    logs.forget()
    (data() / "ledger").parent.mkdir(exist_ok=True)
    (data() / "ledger").write_text("a file where the folder should be")
    assert deletion.run(now=NOW) == []
    assert len(held(data(), camera.code)) == 1
    assert Alarm.objects.get(ended_at=None).kind == "deletion"
    (data() / "ledger").unlink()
    deletion.run(now=NOW)
    assert held(data(), camera.code) == []
    assert not Alarm.objects.filter(ended_at=None).exists()


def test_without_a_rule_in_force_nothing_is_deleted(cast: Cast) -> None:
    services.note_retention_run(NOW)
    system = declare_system(cast.manager, place_category="other_public")
    exempt = declare_camera(cast.manager, system)
    segments(data(), exempt.code, [back(400)])
    deletion.run(now=NOW)
    assert len(held(data(), exempt.code)) == 1
    alarm = Alarm.objects.get(ended_at=None)
    assert (alarm.kind, alarm.camera) == ("no_rule", exempt)


def test_one_building_two_floors_each_camera_by_its_own_area(cast: Cast) -> None:
    services.note_retention_run(NOW)
    system = declare_system(cast.manager, facts={"counter_terror_target": True})
    ninety = declare_camera(cast.manager, system)
    thirty = declare_camera(cast.manager, declare_system(cast.manager, name="副楼"), name="02")
    for one in (ninety, thirty):
        segments(data(), one.code, [back(95), back(60), back(5)])
    deletion.run(now=NOW)
    assert len(held(data(), ninety.code)) == 2
    assert len(held(data(), thirty.code)) == 1


def test_footage_of_a_stopped_camera_goes_when_due_and_not_before(cast: Cast, camera: Camera) -> None:
    from beholden.ground.systems.services import stop_camera

    stop_camera(cast.manager, camera, note="拆除")
    segments(data(), camera.code, [back(40), back(3)])
    deletion.run(now=NOW)
    assert len(held(data(), camera.code)) == 1


def test_a_clock_that_jumped_deletes_nothing_until_a_person_confirms_it(cast: Cast, camera: Camera) -> None:
    segments(data(), camera.code, [back(5)])
    later = NOW + 60 * DAY
    assert deletion.run(now=later) == []
    assert len(held(data(), camera.code)) == 1
    alarm = Alarm.objects.get(kind="clock", ended_at=None)
    assert deletion.run(now=later + DAY) == []
    services.acknowledge(cast.manager, alarm, now=later)
    deletion.run(now=later)
    assert held(data(), camera.code) == []
    assert not Alarm.objects.filter(kind="clock", ended_at=None).exists()


def test_a_clock_set_back_deletes_nothing_either(camera: Camera) -> None:
    segments(data(), camera.code, [back(40)])
    assert deletion.run(now=NOW - 10 * DAY) == []
    assert Alarm.objects.filter(kind="clock").exists()


def test_the_first_run_ever_measures_the_clock_against_the_footage(camera: Camera) -> None:
    RetentionRun.objects.all().delete()
    segments(data(), camera.code, [back(40)])
    assert deletion.run(now=NOW) == []
    assert Alarm.objects.filter(kind="clock").exists()


def test_the_open_file_and_what_nobody_declared_are_left_alone(camera: Camera) -> None:
    segments(data(), camera.code, [back(40)])
    segments(data(), "c-somebodyelse", [back(40)])
    deletion.run(now=NOW)
    assert held(data(), camera.code) == []
    assert len(held(data(), "c-somebodyelse")) == 1


def test_figures_follow_the_deletion(camera: Camera) -> None:
    from beholden.site.recordings import figures

    segments(data(), camera.code, [back(40), back(1)])
    with Index(data() / "index.sqlite", readonly=True) as index:
        figures.refresh(index, [camera], NOW, SHANGHAI)
    assert CameraDay.objects.count() == 2
    deletion.run(now=NOW)
    assert [row.bytes for row in CameraDay.objects.all()] == [1000]


def test_two_runs_at_once_are_one(camera: Camera) -> None:
    import fcntl

    segments(data(), camera.code, [back(40)])
    (data() / "run").mkdir(exist_ok=True)
    with (data() / "run" / ".retention.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert deletion.run(now=NOW) == []
    assert len(deletion.run(now=NOW)) == 1


def test_many_segments_go_in_batches_each_on_the_log(camera: Camera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deletion, "_BATCH", 10)
    segments(data(), camera.code, [back(40) + timedelta(minutes=n) for n in range(25)])
    done = deletion.run(now=NOW)
    assert [len(one.segments) for one in done] == [10, 10, 5]
    assert [len(entry["runs"]) for entry in log_entries()] == [10, 10, 5]  # type: ignore[arg-type]
    assert held(data(), camera.code) == []
