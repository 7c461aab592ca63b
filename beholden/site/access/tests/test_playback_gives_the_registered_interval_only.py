"""HLS through the door: whole pieces that touch the interval, for this session, while the leave stands."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import av
import pytest
import time_machine
from django.conf import settings
from django.test import Client

from beholden.engines.video.index import open_index
from beholden.ground.people.services import grant, revoke
from beholden.site.access import door, duty, tokens
from beholden.site.access.duty import Visitor
from beholden.site.access.models import AccessEntry, AccessUse
from beholden.site.access.refusals import Shut
from beholden.site.access.tests.footage_maker import brightness_of, record
from beholden.site.access.tests.stage import Stage, ask, sign_in

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
NOW = START + timedelta(hours=3)


@pytest.fixture
def recorded(stage: Stage) -> Stage:
    """Three minutes at the gate and at the other unit's gate, nothing at the till."""
    record(Path(settings.DATA), stage.gate.code, START, files=6)
    record(Path(settings.DATA), stage.foreign.code, START, files=1)
    return stage


def _open(client: Client, stage: Stage, start: int, end: int) -> str:
    answer = ask(client, stage.gate.code, "playback", START + timedelta(seconds=start), START + timedelta(seconds=end))
    assert answer.status_code == 201, answer.content.decode()
    address: str = answer.json()["urls"]["playlist"]
    return address


def _lines(answer: Any) -> list[str]:
    return [line for line in answer.content.decode().splitlines() if line and not line.startswith("#")]


def _base(address: str) -> str:
    return address.removesuffix("index.m3u8")


@time_machine.travel(NOW, tick=False)
def test_what_flows_plays_and_is_what_was_registered(recorded: Stage) -> None:
    client = sign_in(recorded.cast.guard)
    address = _open(client, recorded, 40, 80)
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/vnd.apple.mpegurl")
    assert answer["Cache-Control"] == "no-store, private"
    pieces = _lines(answer)
    inits = re.findall(r'URI="([^"]+)"', answer.content.decode())
    moving = [client.get(_base(address) + piece) for piece in pieces]
    assert {(one.status_code, one["Content-Type"], one["Cache-Control"]) for one in moving} == {
        (200, "video/iso.segment", "no-store, private")
    }
    first = client.get(_base(address) + inits[0])
    with av.open(io.BytesIO(first.content + b"".join(one.content for one in moving))) as container:
        brightness = [bytes(frame.planes[0])[0] for frame in container.decode(video=0)]
    assert len(brightness) == 40 * 5  # seconds 40 to 80, nothing before and nothing behind
    assert abs(brightness[0] - brightness_of(50)) <= 2  # of the second file, which begins at second 30
    use = AccessUse.objects.get()
    assert use.bytes == len(answer.content) + len(first.content) + sum(len(one.content) for one in moving)
    assert use.opened_at == NOW


@time_machine.travel(NOW, tick=False)
def test_other_footage_under_the_same_token_is_refused_and_registered(recorded: Stage) -> None:
    client = sign_in(recorded.cast.guard)
    base = _base(_open(client, recorded, 40, 50))
    mine = _lines(client.get(base + "index.m3u8"))
    segment, piece = mine[0].split("/")
    first = int(piece.split("-")[0])
    last = int(mine[-1].split("-")[-1].removesuffix(".m4s"))
    later = tokens.microseconds(START + timedelta(seconds=90))
    beyond = [f"{segment}/0-{last}.m4s", f"{segment}/{first}-{last + 5}.m4s", f"{segment}/{last + 1}-{last + 2}.m4s"]
    beyond += [f"{later}/0-2.m4s", f"init/{later}.mp4", f"{segment}/0-99999999999999999999.m4s", "0/0-0.m4s"]
    beyond += [f"init/{10**23}.mp4", f"{10**26}/0-{10**30}.m4s"]  # more than an index can hold
    for number, address in enumerate(beyond):
        answer = client.get(base + address)
        assert (answer.status_code, answer.content.decode()) == (403, "请求的录像不在登记的时间范围内"), address
        entry = AccessEntry.objects.first()
        assert entry is not None
        assert (entry.number, entry.why) == (number + 2, "outside")
    assert client.get(base + mine[0]).status_code == 200  # the look itself goes on


@time_machine.travel(NOW, tick=False)
def test_a_token_is_of_no_use_in_another_session_or_as_another_action(recorded: Stage) -> None:
    client, other = sign_in(recorded.cast.guard), sign_in(recorded.cast.manager)
    again = sign_in(recorded.cast.guard)
    address = _open(client, recorded, 0, 30)
    token = address.split("/")[3]
    for thief in (other, again):
        answer = thief.get(address)
        assert (answer.status_code, answer.content.decode()) == (403, "这个画面地址属于另一次登录，不能使用")
        entry = AccessEntry.objects.first()
        assert entry is not None
        assert (entry.why, entry.result) == ("foreign_token", "refused")
    assert Client().get(address).status_code == 401
    assert client.get(f"/media/snapshot/{token}.jpg").status_code == 404
    assert client.get(address).status_code == 200


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    "address",
    [
        "/media/play/x/index.m3u8",
        "/media/play/x/init/1.mp4",
        "/media/play/x/1/0-1.m4s",
        "/media/snapshot/x.jpg",
        "/media/live/x",
        "/media/",
        "/media/play/",
        "/media/play/" + "A" * 5000 + "/index.m3u8",
        "/media/../footage/c-1/2026-11-20/080000.mp4",
        "/footage/",
    ],
)
def test_without_a_whole_token_every_media_address_is_not_found(recorded: Stage, address: str) -> None:
    assert sign_in(recorded.cast.guard).get(address).status_code == 404
    assert Client().get(address).status_code == 404


@time_machine.travel(NOW, tick=False)
def test_a_token_with_one_changed_letter_is_not_found(recorded: Stage) -> None:
    client = sign_in(recorded.cast.guard)
    address = _open(client, recorded, 0, 30)
    token = address.split("/")[3]
    for at in (0, len(token) // 2, len(token) - 1):
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        assert client.get(address.replace(token, changed)).status_code == 404, at


def test_a_look_is_over_after_its_time_after_its_end_and_after_duty(recorded: Stage) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in(recorded.cast.guard)
        address = _open(client, recorded, 0, 30)
        assert client.get(address).status_code == 200
        number = AccessEntry.objects.get().number
        assert client.post(f"/api/looks/{number}/end").json() == {"ended": True}
        assert client.post(f"/api/looks/{number}/end").json() == {"ended": False}
        assert (client.get(address).status_code, client.get(address).content.decode()) == (
            403,
            "这次查看已经结束，请重新登记",
        )

        second = _open(client, recorded, 0, 30)
        client.post("/duty/end")
        assert client.get(second).content.decode() == "查看事由已结束，请重新选择"
        client.post("/duty", {"purpose": "duty"})
        assert client.get(second).status_code == 403  # a new purpose does not open what the old one opened

        third = _open(client, recorded, 0, 30).split("/")[3]
        session = client.session
        who = Visitor(recorded.cast.guard, str(session.session_key), duty.of(session), "")
        assert door.admit(who, third, "playback", NOW + tokens.LIFE["playback"] - timedelta(microseconds=1)).number == 3
        with pytest.raises(Shut, match="expired"):
            door.admit(who, third, "playback", NOW + tokens.LIFE["playback"])
        clock.shift(timedelta(days=1))
        assert client.get(f"/media/play/{third}/index.m3u8").status_code == 401  # the sign-in is over too


@time_machine.travel(NOW, tick=False)
def test_nobody_ends_another_persons_look(recorded: Stage) -> None:
    client = sign_in(recorded.cast.guard)
    _open(client, recorded, 0, 30)
    for account in (recorded.cast.manager, recorded.cast.auditor, recorded.cast.other_guard):
        answer = sign_in(account, None).post("/api/looks/1/end")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_entry")
    assert AccessUse.objects.get().ended_at is None


@time_machine.travel(NOW, tick=False)
def test_a_revoked_grant_stops_the_next_piece(recorded: Stage) -> None:
    officer = recorded.cast.county_officer
    given = grant(
        recorded.cast.security_admin, officer, camera=recorded.gate, actions=["playback"], starts=NOW,
        ends=NOW + timedelta(days=1), purpose="案件 0311",
    )  # fmt: skip
    client = sign_in(officer, "authority", "案件 0311")
    address = _open(client, recorded, 0, 30)
    pieces = _lines(client.get(address))
    assert client.get(_base(address) + pieces[0]).status_code == 200
    revoke(recorded.cast.security_admin, given, why="结案")
    answer = client.get(_base(address) + pieces[1])
    assert (answer.status_code, answer.content.decode()) == (403, "授权已撤销或到期")


@time_machine.travel(NOW, tick=False)
def test_an_interval_without_footage_is_told_and_footage_deleted_meanwhile_is_said_to_be_gone(recorded: Stage) -> None:
    client = sign_in(recorded.cast.guard)
    hour = timedelta(hours=1)
    assert ask(client, recorded.till.code, "playback", START, START + hour).json()["code"] == "no_footage"
    assert ask(client, recorded.gate.code, "playback", START + hour, START + 2 * hour).json()["code"] == "no_footage"
    address = _open(client, recorded, 0, 30)
    pieces = _lines(client.get(address))
    for file in Path(settings.DATA).glob(f"footage/{recorded.gate.code}/*/*.mp4"):
        file.unlink()
    assert client.get(_base(address) + pieces[0]).status_code in (403, 410)


@time_machine.travel(NOW, tick=False)
def test_the_timeline_tells_spans_and_gaps_to_those_who_may_play(recorded: Stage) -> None:
    query = {"from": START.isoformat(), "to": (START + timedelta(minutes=5)).isoformat()}
    address = f"/api/cameras/{recorded.gate.code}/timeline"
    told = sign_in(recorded.cast.guard).get(address, query).json()
    assert told["spans"] == [{"from": "2026-11-20T08:00:00.000+00:00", "to": "2026-11-20T08:03:00.000+00:00"}]
    assert told["gaps"] == [
        {"from": "2026-11-20T08:03:00.000+00:00", "to": "2026-11-20T08:05:00.000+00:00", "why": "operator"}
    ]
    for account in (recorded.cast.other_guard, recorded.cast.auditor, recorded.cast.system_admin):
        assert sign_in(account, None).get(address, query).status_code == 404
    bad = {"from": query["to"], "to": query["from"]}
    assert sign_in(recorded.cast.guard).get(address, bad).json()["code"] == "interval"
    assert sign_in(recorded.cast.guard).get(address, {"from": "yesterday"}).json()["code"] == "input"
    assert not AccessEntry.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_a_piece_costs_a_handful_of_questions(recorded: Stage, django_assert_max_num_queries: Any) -> None:
    client = sign_in(recorded.cast.guard)
    address = _open(client, recorded, 0, 60)
    piece = _base(address) + _lines(client.get(address))[0]
    with django_assert_max_num_queries(7):
        assert client.get(piece).status_code == 200


@time_machine.travel(NOW, tick=False)
def test_an_index_made_anew_is_noticed_and_a_broken_one_is_said_to_be_mended(recorded: Stage) -> None:
    client = sign_in(recorded.cast.guard)
    path = Path(settings.DATA) / "index.sqlite"
    assert client.get(_open(client, recorded, 0, 30)).status_code == 200
    broken, aside = path.with_name("broken"), path.with_name("aside")
    broken.write_bytes(b"not an index" * 1000)
    path.rename(aside)
    broken.rename(path)
    answer = ask(client, recorded.gate.code, "playback", START, START + timedelta(seconds=30))
    assert (answer.status_code, answer.json()["code"]) == (503, "index")
    path.unlink()
    for log in ("-wal", "-shm"):
        path.with_name(path.name + log).unlink(missing_ok=True)
    assert (
        ask(client, recorded.gate.code, "playback", START, START + timedelta(seconds=30)).json()["code"] == "no_footage"
    )
    with open_index(path).index:  # made again from the files
        pass
    assert client.get(_open(client, recorded, 0, 30)).status_code == 200
