"""The live WebSocket: registered first, relayed from the worker, ended by whatever ends the leave (R16(2)(2))."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import av
import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from beholden.ground.evidence import queries as ledger
from beholden.ground.people.services import disable_account, end_all, grant, revoke
from beholden.site.access import live
from beholden.site.access.models import AccessEntry, AccessUse
from beholden.site.access.tests.socket_client import Viewer
from beholden.site.access.tests.stage import Stage, Worker, ask, recording, sign_in, worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def speaking(stage: Stage) -> Iterator[Worker]:
    """A worker that sends the gate's picture."""
    recording(stage.gate, stage.till)
    with worker(Path(settings.DATA)) as running:
        yield running


def _open(client: Client, stage: Stage) -> str:
    answer = ask(client, stage.gate.code, "live")
    assert answer.status_code == 201, answer.content.decode()
    address: str = answer.json()["urls"]["live"]
    return address


def test_the_entry_is_on_the_log_and_in_the_register_before_the_first_byte(stage: Stage, speaking: Worker) -> None:
    client = sign_in(stage.cast.guard)
    address = _open(client, stage)
    seen: list[tuple[int, int, int]] = []

    def look(_: bytes) -> None:
        if not seen:
            entry = AccessEntry.objects.get()
            on_log = [one.index for one in ledger.since(0) if one.leaf_hash == entry.leaf_hash]
            seen.append((AccessEntry.objects.count(), len(on_log), AccessUse.objects.get().bytes))

    async def watch() -> Viewer:
        viewer = Viewer(client, address)
        viewer.on_bytes = look
        await viewer.until(lambda: len(viewer.pictures) >= 8)
        await viewer.leave()
        return viewer

    viewer = async_to_sync(watch)()
    assert seen == [(1, 1, 0)]
    assert json.loads(viewer.texts[0]) == {"codec": "avc1.42c00a", "mime": 'video/mp4; codecs="avc1.42c00a"'}
    assert viewer.messages[1].get("text")  # the codec comes before any byte
    with av.open(io.BytesIO(b"".join(viewer.pictures))) as container:
        assert sum(1 for _ in container.decode(video=0)) >= 30
    use = AccessUse.objects.get()
    assert use.bytes == sum(len(picture) for picture in viewer.pictures)
    assert (use.ended_why, use.seconds is not None) == ("viewer", True)
    assert speaking.asked == [stage.gate.code]


def _revoke(stage: Stage) -> None:
    (given,) = stage.cast.county_officer.grants.all()
    revoke(stage.cast.security_admin, given, why="结案")


def _sign_out(stage: Stage) -> None:
    end_all(stage.cast.county_officer, why="revoked", at=timezone.now())


def _disable(stage: Stage) -> None:
    disable_account(stage.cast.system_admin, stage.cast.county_officer)


def _end_by_api(stage: Stage) -> None:
    AccessUse.objects.filter(ended_at=None).update(ended_at=timezone.now(), ended_why="viewer")


@pytest.mark.parametrize(
    ("end", "code", "why"),
    [
        (_revoke, "revoked", "revoked"),
        (_sign_out, "signed_out", "signed_out"),
        (_disable, "signed_out", "signed_out"),
        (_end_by_api, "ended", "viewer"),
    ],
)
def test_the_picture_ends_within_five_seconds_of_the_leave(
    stage: Stage, speaking: Worker, end: Callable[[Stage], None], code: str, why: str
) -> None:
    now = timezone.now()
    grant(
        stage.cast.security_admin, stage.cast.county_officer, camera=stage.gate, actions=["live"],
        starts=now - timedelta(minutes=1), ends=now + timedelta(days=1), purpose="案件 0311",
    )  # fmt: skip
    client = sign_in(stage.cast.county_officer, "authority", "案件 0311")
    address = _open(client, stage)

    async def watch() -> tuple[Viewer, float]:
        viewer = Viewer(client, address)
        await viewer.until(lambda: len(viewer.pictures) >= 3)
        await asyncio.to_thread(end, stage)
        since = time.monotonic()
        await viewer.ended()
        return viewer, time.monotonic() - since

    viewer, seconds = async_to_sync(watch)()
    assert seconds < 5
    assert json.loads(viewer.texts[-1])["end"] == code
    assert viewer.messages[-1] == {"type": "websocket.close", "code": 1000}
    use = AccessUse.objects.get()
    assert use.ended_why == why
    assert use.bytes == sum(len(picture) for picture in viewer.pictures)


def test_the_end_of_duty_ends_the_picture_and_the_reason_is_a_sentence(stage: Stage, speaking: Worker) -> None:
    client = sign_in(stage.cast.guard)
    address = _open(client, stage)

    async def watch() -> Viewer:
        viewer = Viewer(client, address)
        await viewer.until(lambda: len(viewer.pictures) >= 3)
        await asyncio.to_thread(client.post, "/duty/end")
        await viewer.ended()
        return viewer

    viewer = async_to_sync(watch)()
    assert json.loads(viewer.texts[-1]) == {"end": "duty_ended", "detail": "查看事由已结束，请重新选择"}


def test_one_look_is_one_socket(stage: Stage, speaking: Worker) -> None:
    client = sign_in(stage.cast.guard)
    address = _open(client, stage)

    async def watch() -> tuple[Viewer, Viewer, Viewer]:
        first = Viewer(client, address)
        await first.until(lambda: len(first.pictures) >= 3)
        second = Viewer(client, address)
        await second.ended()
        await first.leave()
        third = Viewer(client, address)
        await third.ended()
        return first, second, third

    _, second, third = async_to_sync(watch)()
    assert json.loads(second.texts[-1])["end"] == "busy"
    assert json.loads(third.texts[-1])["end"] == "ended"
    assert second.pictures == third.pictures == []


def test_no_other_session_origin_or_address_opens_it(stage: Stage, speaking: Worker) -> None:
    client, colleague = sign_in(stage.cast.guard), sign_in(stage.cast.manager)
    address = _open(client, stage)
    attempts = [
        (colleague, address, {}),
        (client, address, {"origin": "https://evil.example"}),
        (client, address, {"origin": ""}),
        (client, address, {"host": "evil.example", "origin": "http://evil.example"}),
        (client, address + "x", {}),
        (client, "/media/live/", {}),
        (client, "/elsewhere", {}),
        (Client(), address, {}),
        (Client(), address, {"cookie": f"{settings.SESSION_COOKIE_NAME}=guessed"}),
    ]

    async def watch() -> list[Viewer]:
        viewers = [Viewer(who, where, **headers) for who, where, headers in attempts]
        for viewer in viewers:
            await viewer.ended()
        return viewers

    for viewer in async_to_sync(watch)():
        assert viewer.messages == [{"type": "websocket.close", "code": 4403}], viewer.scope
    assert [entry.why for entry in AccessEntry.objects.all()] == ["foreign_token", ""]
    assert speaking.asked == []
    assert AccessUse.objects.get().opened_at is None


def test_a_playback_token_opens_no_live_picture(stage: Stage, speaking: Worker) -> None:
    from beholden.site.access.tests.footage_maker import record

    start = timezone.now() - timedelta(hours=2)
    end = record(Path(settings.DATA), stage.gate.code, start)
    client = sign_in(stage.cast.guard)
    playlist = ask(client, stage.gate.code, "playback", start, end).json()["urls"]["playlist"]

    async def watch() -> Viewer:
        viewer = Viewer(client, "/media/live/" + playlist.split("/")[3])
        await viewer.ended()
        return viewer

    assert not async_to_sync(watch)().accepted


def test_a_camera_that_goes_ends_the_picture_and_says_so(stage: Stage, speaking: Worker) -> None:
    client = sign_in(stage.cast.guard)
    client.cookies["django_language"] = "en"
    address = _open(client, stage)

    async def watch() -> Viewer:
        viewer = Viewer(client, address, **{"accept-language": "en"})
        await viewer.until(lambda: len(viewer.pictures) >= 3)
        speaking.ending.set()
        await viewer.ended()
        return viewer

    viewer = async_to_sync(watch)()
    said = json.loads(viewer.texts[-1])
    assert said["end"] == "camera"
    assert "the camera stopped sending, or the recorder" in said["detail"]
    assert AccessUse.objects.get().ended_why == "camera"


def test_a_recorder_that_went_between_look_and_socket_is_said_plainly(stage: Stage) -> None:
    recording(stage.gate)
    client = sign_in(stage.cast.guard)
    address = _open(client, stage)
    (Path(settings.DATA) / "run" / "recorder.json").unlink()

    async def watch() -> Viewer:
        viewer = Viewer(client, address)
        await viewer.ended()
        return viewer

    assert json.loads(async_to_sync(watch)().texts[-1])["end"] == "recorder"
    assert AccessUse.objects.get().ended_why == "camera"


def test_a_slow_viewer_skips_to_a_key_frame_and_the_quick_one_misses_nothing(
    stage: Stage, speaking: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beholden.site.access.outbox.Outbox.__init__.__defaults__", (20_000,))
    slow, quick = sign_in(stage.cast.guard), sign_in(stage.cast.manager)
    addresses = _open(slow, stage), _open(quick, stage)

    async def watch() -> tuple[Viewer, Viewer]:
        first, second = Viewer(slow, addresses[0]), Viewer(quick, addresses[1])
        first.pause = 0.3
        await second.until(lambda: len(second.pictures) >= 60)
        await first.leave()
        await second.leave()
        return first, second

    behind, ahead = async_to_sync(watch)()
    assert len(behind.pictures) < len(ahead.pictures) / 2
    assert [use.ended_why for use in AccessUse.objects.all()] == ["viewer", "viewer"]


def test_bytes_are_written_down_while_it_flows(stage: Stage, speaking: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "ASK_SECONDS", 0.1)
    monkeypatch.setattr(live, "COUNT_SECONDS", 0.2)
    client = sign_in(stage.cast.guard)
    address = _open(client, stage)

    async def watch() -> tuple[int, Viewer]:
        viewer = Viewer(client, address)
        await viewer.until(lambda: len(viewer.pictures) >= 30)
        counted = await asyncio.to_thread(lambda: AccessUse.objects.get().bytes)
        await viewer.leave()
        return counted, viewer

    counted, viewer = async_to_sync(watch)()
    assert 0 < counted < AccessUse.objects.get().bytes == sum(len(picture) for picture in viewer.pictures)


def test_a_server_that_stops_writes_the_end_of_what_was_open(stage: Stage, speaking: Worker) -> None:
    client = sign_in(stage.cast.guard)
    address = _open(client, stage)

    async def watch() -> Viewer:
        viewer = Viewer(client, address)
        await viewer.until(lambda: len(viewer.pictures) >= 3)
        viewer.task.cancel()
        await asyncio.wait([viewer.task])
        return viewer

    viewer = async_to_sync(watch)()
    use = AccessUse.objects.get()
    assert (use.ended_why, use.bytes) == ("stopped", sum(len(picture) for picture in viewer.pictures))


def test_a_peer_that_breaks_off_in_the_middle_of_a_picture_is_a_viewer_who_left(stage: Stage, speaking: Worker) -> None:
    client = sign_in(stage.cast.guard)
    address = _open(client, stage)

    def break_off(_: bytes) -> None:
        if len(viewers[0].pictures) >= 3:
            raise ConnectionResetError("peer")

    viewers: list[Viewer] = []

    async def watch() -> None:
        viewers.append(Viewer(client, address))
        viewers[0].on_bytes = break_off
        await viewers[0].ended()

    async_to_sync(watch)()
    assert AccessUse.objects.get().ended_why == "viewer"


def test_leave_that_cannot_be_confirmed_is_no_leave(
    stage: Stage, speaking: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(stage.cast.guard)
    address = _open(client, stage)

    def gone(*_: object) -> str:
        raise OperationalError("the database is gone")

    async def watch() -> Viewer:
        viewer = Viewer(client, address)
        await viewer.until(lambda: len(viewer.pictures) >= 3)
        monkeypatch.setattr("beholden.site.access.door.standing", gone)
        await viewer.ended()
        return viewer

    assert json.loads(async_to_sync(watch)().texts[-1])["end"] == "log_unavailable"
    assert AccessUse.objects.get().ended_why == "lost"


def test_nobody_is_admitted_while_the_database_is_away(
    stage: Stage, speaking: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(stage.cast.guard)
    address = _open(client, stage)

    def gone(*_: object) -> bool:
        raise OperationalError("the database is gone")

    monkeypatch.setattr("beholden.site.access.services.open_live", gone)

    async def watch() -> Viewer:
        viewer = Viewer(client, address)
        await viewer.ended()
        return viewer

    viewer = async_to_sync(watch)()
    assert json.loads(viewer.texts[-1])["end"] == "log_unavailable"
    assert viewer.pictures == []
    assert speaking.asked == []
