"""Killed, cancelled, a full disk, a log that is away, a second person: each has its end, nothing half-done."""

from __future__ import annotations

import errno
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from beholden.engines.packaging import joining
from beholden.ground.evidence import heads
from beholden.ground.evidence.reading import LogUnavailable
from beholden.site.access.tests.stage import Stage, sign_in
from beholden.site.exports import services
from beholden.site.exports.models import Export
from beholden.site.exports.services import making
from beholden.site.exports.tests.test_footage_leaves_registered_and_proves_itself import asked, wish


class Killed(BaseException):
    """What ends a process at any line."""


def test_killed_between_log_and_row_and_before_the_end_it_becomes_ready(
    recorded: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = asked(sign_in(recorded.cast.manager), recorded.gate.code)

    def killed(*_: object, **__: object) -> None:
        raise Killed

    for place, name in ((making.closing, "write_manifest"), (making.heads, "publish"), (making.closing, "close")):
        with monkeypatch.context() as patch:
            patch.setattr(place, name, killed)
            with pytest.raises(Killed):
                services.make_all()
        export.refresh_from_db()
        assert export.state == "building"
    assert services.make_all() == 1
    export.refresh_from_db()
    assert export.state == "ready"
    assert export.done == export.total > 0


def test_a_log_that_is_away_is_waited_for(recorded: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    export = asked(sign_in(recorded.cast.manager), recorded.gate.code)

    def away(*_: object) -> None:
        raise LogUnavailable("full")

    with monkeypatch.context() as patch:
        patch.setattr(heads, "publish", away)
        assert services.make_all() == 0
    export.refresh_from_db()
    assert (export.state, export.why) == ("building", "log")
    assert services.make_all() == 1


def test_a_full_disk_fails_it_with_a_sentence_and_it_can_be_tried_again(
    recorded: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(recorded.cast.manager)
    export = asked(client, recorded.gate.code)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(joining, "need_room", full)
        assert services.make_all() == 0
    export.refresh_from_db()
    assert (export.state, export.why) == ("failed", "disk")
    assert "磁盘空间不足" in client.get(f"/exports/{export.code}").content.decode()
    assert client.post(f"/exports/{export.code}/acts/retry").status_code == 302
    assert services.make_all() == 1


def test_cancelled_while_it_is_made_it_stops_and_leaves_nothing(
    recorded: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(recorded.cast.manager)
    export = asked(client, recorded.gate.code, recorded.till.code)
    monkeypatch.setattr(making, "TOLD_EVERY", 0.0)
    join = joining._make

    def cancelled_meanwhile(*words: object) -> object:
        assert client.post(f"/exports/{export.code}/acts/cancel").status_code == 302
        return join(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(joining, "_make", cancelled_meanwhile)
    assert services.make_all() == 0
    export.refresh_from_db()
    assert export.state == "cancelled"
    assert not export.work.exists()


def test_two_persons_where_the_site_asks_and_the_second_is_another(recorded: Stage, settings: object) -> None:
    settings.EXPORT_TWO_PERSONS = True  # type: ignore[attr-defined]
    client = sign_in(recorded.cast.manager)
    export = asked(client, recorded.gate.code)
    assert export.state == "waiting"
    assert services.make_all() == 0
    page = client.post(f"/exports/{export.code}/acts/approve", follow=True).content.decode()
    assert "不能同意自己的调取" in page
    assert Export.objects.get(pk=export.pk).state == "waiting"
    second = _second_manager(recorded)
    assert sign_in(second, None).post(f"/exports/{export.code}/acts/approve").status_code == 302
    export.refresh_from_db()
    assert (export.state, export.decided_by) == ("building", second)
    assert services.make_all() == 1


def test_a_revoked_leave_stops_the_making_and_time_takes_packages_away(recorded: Stage) -> None:
    client = sign_in(recorded.cast.manager)
    ready, stopped = asked(client, recorded.gate.code), None
    assert services.make_all() == 1
    stopped = asked(client, recorded.till.code)
    recorded.cast.manager.is_active = False
    recorded.cast.manager.save()
    assert services.make_all() == 0
    stopped.refresh_from_db()
    assert (stopped.state, stopped.why) == ("failed", "revoked")
    assert services.remove_old(timezone.now() + timedelta(hours=settings.EXPORT_HOURS - 1)) == 0
    assert ready.work.exists()
    assert services.remove_old(timezone.now() + timedelta(hours=settings.EXPORT_HOURS + 1)) == 1
    ready.refresh_from_db()
    assert ready.state == "removed"
    assert not ready.work.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cameras": []}, "这个字段是必填项"),
        ({"starts": "2026-11-20T07:00:00+00:00", "ends": "2026-11-20T06:00:00+00:00"}, "录像止应晚于录像起"),
        ({"starts": "2026-10-01T00:00:00+00:00"}, "最多调取七天"),
        ({"ends": "2199-01-01T00:00:00+00:00"}, "时间范围不正确"),
        ({"starts": "yesterday"}, "输入一个有效的日期/时间"),
    ],
    ids=["no-camera", "backwards", "too-long", "future", "no-time"],
)
def test_what_makes_no_sense_is_told_and_kept_in_the_form(
    recorded: Stage, change: dict[str, object], said: str
) -> None:
    answer = sign_in(recorded.cast.manager).post("/exports/new", {**wish(recorded.gate.code), **change})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Export.objects.exists()


def _second_manager(stage: Stage) -> object:
    from beholden.ground.people.models import Account

    first = stage.cast.manager
    return Account.objects.create(
        username="second-manager", name="李再", role=first.role, organisation=first.organisation
    )
