"""R15(1), R17: every file, gap, day and hold is an entry once, whatever comes in between; recording waits for none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from beholden.engines.ledger import Tree
from beholden.engines.ledger.footage import DaySeal, Gap, Hold, Release, Seg, Value, parse
from beholden.engines.ledger.holdings import Holdings
from beholden.engines.video.index import Index
from beholden.ground.evidence import footage, logs
from beholden.ground.evidence.book import NAME, Book
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import Camera
from beholden.ground.systems.tests.declared import declare_camera, declare_system
from beholden.site.recordings import footage_log, services
from beholden.site.recordings.models import Alarm
from beholden.site.recordings.services import HoldFields
from beholden.site.recordings.tests.footage import MINUTE, segment

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)  # noon in Shanghai
DAY = timedelta(days=1)


@pytest.fixture
def camera(cast: Cast) -> Camera:
    return declare_camera(cast.manager, declare_system(cast.manager))


def data() -> Path:
    return Path(django_settings.DATA)


def values(kind: type[Value] | None = None) -> list[Any]:
    log = logs.log(logs.FOOTAGE)
    log.refresh()
    found = [parse(log.read(at)).value for at in range(log.size)]
    return [one for one in found if kind is None or isinstance(one, kind)]


def run_of(camera: Camera, start: datetime, count: int, *, after: str = "start") -> None:
    run = f"{int(start.timestamp()):032x}"
    for seq in range(count):
        segment(data(), camera.code, start + seq * MINUTE, run=run, seq=seq, after="" if seq else after)


def test_files_and_gaps_are_entries_once_and_the_chain_of_a_camera_is_whole(camera: Camera) -> None:
    run_of(camera, NOW - timedelta(hours=2), 3)
    run_of(camera, NOW - timedelta(hours=1), 2, after="camera_lost")
    assert footage_log.follow(now=NOW) == 6
    assert footage_log.follow(now=NOW) == 0
    assert [type(one) for one in values()] == [Seg, Seg, Seg, Gap, Seg, Seg]
    (gap,) = values(Gap)
    assert (gap.why, gap.to_us - gap.from_us) == ("camera_lost", 57 * 60 * 1_000_000)
    judged, log = Holdings(), logs.log(logs.FOOTAGE)
    for at in range(log.size):
        judged.push(at, log.read(at))
    assert (judged.broken, judged.standing) == ([], 5)
    left_out = Holdings()
    for at in (0, 1, 4, 5):
        left_out.push(at, log.read(at))
    assert [(one.index, one.camera) for one in left_out.broken] == [(4, camera.code)]


def test_the_book_is_made_again_from_the_log_and_nothing_is_entered_twice(camera: Camera) -> None:
    run_of(camera, NOW - timedelta(hours=2), 5)
    footage_log.follow(now=NOW)
    for suffix in ("", "-wal", "-shm"):
        (data() / "ledger" / "footage" / f"{NAME}{suffix}").unlink(missing_ok=True)
    run_of(camera, NOW - timedelta(hours=1), 1)
    assert footage_log.follow(now=NOW) == 2
    assert len(values(Seg)) == 6
    with footage.opened() as book, Index(data() / "index.sqlite") as index:
        assert footage_log.differences(book, index) == []


def test_an_index_made_anew_brings_nothing_twice_and_what_it_has_more_is_entered(camera: Camera) -> None:
    run_of(camera, NOW - timedelta(hours=2), 4)
    footage_log.follow(now=NOW)
    with Index(data() / "index.sqlite") as index:
        rows = index.span(camera.code, 0, 2**62)
    (data() / "index.sqlite").rename(data() / "index.sqlite.broken")
    with Index(data() / "index.sqlite") as index:
        index.take(rows[:2])
    run_of(camera, NOW - timedelta(hours=1), 1)
    with Index(data() / "index.sqlite") as index:
        index.take(rows[2:])
    footage_log.follow(now=NOW)
    assert len(values(Seg)) == 5


def test_a_file_that_was_open_long_is_entered_when_it_closes(camera: Camera) -> None:
    first = segment(data(), camera.code, NOW - timedelta(hours=3))
    with Index(data() / "index.sqlite") as index:
        index.forget([index.span(camera.code, 0, 2**62)[0].id])
        index.opened(first)
    run_of(camera, NOW - timedelta(hours=1), 2)
    footage_log.follow(now=NOW)
    assert len(values(Seg)) == 2
    with Index(data() / "index.sqlite") as index:
        index.closed(first)
    footage_log.follow(now=NOW + MINUTE)
    assert sorted(one.start_us for one in values(Seg))[0] == first.start_us
    assert len(values(Seg)) == 3


def test_a_day_is_sealed_when_it_is_over_and_again_when_a_file_comes_late(camera: Camera) -> None:
    begin = NOW - DAY - timedelta(hours=2)
    run_of(camera, begin, 10)
    run_of(camera, begin + timedelta(minutes=30), 10, after="stalled")
    footage_log.follow(now=NOW - timedelta(hours=12))  # still that day
    assert values(DaySeal) == []
    footage_log.follow(now=NOW)
    (seal,) = values(DaySeal)
    assert (seal.day, seal.count, seal.covered_us // 60_000_000, seal.gaps) == ("2026-11-20", 20, 20, 2)
    tree, log = Tree(), logs.log(logs.FOOTAGE)
    for at in range(log.size):
        if isinstance(parse(log.read(at)).value, Seg):
            tree.append(log.tree.leaf(at))
    assert tree.root().hex() == seal.root
    segment(data(), camera.code, begin + timedelta(minutes=15))
    footage_log.follow(now=NOW + MINUTE)
    again = values(DaySeal)[-1]
    assert (again.day, again.count, len(values(DaySeal))) == ("2026-11-20", 21, 2)
    footage_log.follow(now=NOW + 2 * DAY)
    assert [one.count for one in values(DaySeal)][2:] == [0, 0]  # in use, and nothing came: that is sealed too


def test_holds_are_entries_without_a_person_and_end_as_entries(cast: Cast, camera: Camera) -> None:
    fields = HoldFields("viewing", NOW - DAY, NOW, "张某申请查阅")
    hold = services.place_hold(cast.manager, camera.system, fields, now=NOW)
    footage_log.follow(now=NOW)
    footage_log.follow(now=NOW)
    (entry,) = values(Hold)
    assert (entry.hold, entry.cameras, entry.cite) == (hold.code, (camera.code,), "R21")
    other = declare_camera(cast.manager, camera.system, name="02 后门")
    footage_log.follow(now=NOW)
    assert values(Hold)[-1].cameras == tuple(sorted([camera.code, other.code]))
    services.release_hold(cast.manager, hold, "已查阅", now=NOW)
    footage_log.follow(now=NOW)
    assert [type(one) for one in values()] == [Hold, Hold, Release]
    assert "张某".encode() not in (data() / "ledger" / "footage" / "entries").read_bytes()


def test_without_a_log_recording_goes_on_somebody_is_told_and_all_is_entered_later(camera: Camera) -> None:
    logs.forget()
    (data() / "ledger").write_text("a file where the folder should be")
    run_of(camera, NOW - timedelta(hours=1), 3)
    assert footage_log.work(now=NOW) == 0
    assert Alarm.objects.get(ended_at=None).kind == "ledger"
    (data() / "ledger").unlink()
    assert footage_log.work(now=NOW) == 3
    assert not Alarm.objects.filter(ended_at=None).exists()


def test_a_disk_that_fails_in_the_middle_leaves_nothing_half(camera: Camera, monkeypatch: pytest.MonkeyPatch) -> None:
    run_of(camera, NOW - timedelta(hours=1), 3)
    footage_log.follow(now=NOW)
    log = logs.log(logs.FOOTAGE)

    def full(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    run_of(camera, NOW - timedelta(minutes=30), 3)
    monkeypatch.setattr(log, "_sync", full)
    assert footage_log.work(now=NOW) == 0
    assert "No space" in Alarm.objects.get(ended_at=None).detail["why"]
    monkeypatch.undo()
    footage_log.work(now=NOW)
    assert len(values(Seg)) == 6
    with Book(log) as book, Index(data() / "index.sqlite") as index:
        assert footage_log.differences(book, index) == []
