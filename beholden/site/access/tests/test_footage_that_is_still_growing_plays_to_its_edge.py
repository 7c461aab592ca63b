"""Playback of the file that is being written, across gaps and clock steps, within the registered interval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings

from beholden.engines.video.index import Index, open_index
from beholden.engines.video.index.rows import FragmentEntry
from beholden.engines.video.segments.sealed import Header, Trailer
from beholden.engines.video.segments.writer import SegmentWriter
from beholden.site.access.models import AccessEntry, microseconds
from beholden.site.access.tests.footage_maker import FILE_SECONDS, GOP, RATE, clip, fragments, record
from beholden.site.access.tests.stage import Stage, ask, sign_in

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


class Growing:
    """One open file of a camera, a second at a time."""

    def __init__(self, camera: str, start: datetime) -> None:
        data = Path(settings.DATA)
        header = Header(camera, "1" * 32, 0, microseconds(start), "start", "")
        self.index: Index = open_index(data / "index.sqlite").index
        self.writer = SegmentWriter(data, header, clip().init)
        self.index.opened(self.writer.opened_row())
        self.waiting = fragments()
        self.end = start

    def grow(self, seconds: int) -> None:
        """Write more, as the recorder does."""
        for entry, parts in self.waiting[:seconds]:
            self.writer.write(FragmentEntry(self.writer.size, entry.size, entry.time, entry.duration, True), GOP, parts)
        self.waiting = self.waiting[seconds:]
        self.end += timedelta(seconds=seconds)

    def close(self) -> None:
        """Seal it."""
        self.index.closed(
            self.writer.seal(Trailer(microseconds(self.end), "camera_lost", RATE * FILE_SECONDS, 0, None))
        )


@pytest.fixture
def growing(stage: Stage) -> Iterator[Growing]:
    file = Growing(stage.gate.code, START)
    yield file
    file.index.close()


def _pieces(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [line for line in answer.content.decode().splitlines() if line.endswith(".m4s")]


def test_a_look_into_the_present_gets_each_piece_as_it_is_finished(stage: Stage, growing: Growing) -> None:
    with time_machine.travel(START + timedelta(seconds=10), tick=False) as clock:
        growing.grow(10)
        client = sign_in(stage.cast.guard)
        answer = ask(client, stage.gate.code, "playback", START, START + timedelta(minutes=10))
        assert answer.status_code == 201, answer.content.decode()
        address = answer.json()["urls"]["playlist"]
        base = address.removesuffix("index.m3u8")
        first = client.get(address)
        assert "#EXT-X-ENDLIST" not in first.content.decode()
        early = _pieces(first)
        assert early
        assert [client.get(base + piece).status_code for piece in early] == [200] * len(early)

        clock.shift(timedelta(seconds=15))
        growing.grow(15)
        later = _pieces(client.get(address))
        assert later[: len(early)] == early  # what a player has already never changes
        assert len(later) > len(early)
        assert client.get(base + later[-1]).status_code == 200
        beyond = later[-1].replace(later[-1].split("-")[-1], "400.m4s")
        assert client.get(base + beyond).status_code == 403

        growing.grow(5)
        growing.close()
        clock.shift(timedelta(seconds=5))
        whole = _pieces(client.get(address))
        assert whole[: len(later)] == later
        assert client.get(base + whole[-1]).status_code == 200
        assert [entry.why for entry in AccessEntry.objects.all()] == ["outside", ""]


def test_a_gap_inside_the_interval_is_jumped_and_told(stage: Stage) -> None:
    data, camera = Path(settings.DATA), stage.gate.code
    record(data, camera, START, ended="camera_lost")
    record(data, camera, START + timedelta(minutes=2))
    with time_machine.travel(START + timedelta(minutes=5), tick=False):
        client = sign_in(stage.cast.guard)
        end = START + timedelta(minutes=4)
        address = ask(client, camera, "playback", START, end).json()["urls"]["playlist"]
        text = client.get(address).content.decode()
        assert text.count("#EXT-X-DISCONTINUITY\n") == 1
        assert "#EXT-X-PROGRAM-DATE-TIME:2026-11-20T08:02:00.000Z" in text
        base = address.removesuffix("index.m3u8")
        assert {client.get(base + line).status_code for line in text.splitlines() if line.endswith(".m4s")} == {200}
        told = client.get(f"/api/cameras/{camera}/timeline", {"from": START.isoformat(), "to": end.isoformat()}).json()
        assert len(told["spans"]) == 2
        assert told["gaps"][0]["from"] == "2026-11-20T08:00:30.000+00:00"
        assert told["gaps"][0]["to"] == "2026-11-20T08:02:00.000+00:00"


def test_files_that_overlap_after_a_clock_step_all_play(stage: Stage) -> None:
    data, camera = Path(settings.DATA), stage.gate.code
    record(data, camera, START)
    record(data, camera, START + timedelta(seconds=20))  # the clock was set back by ten seconds
    with time_machine.travel(START + timedelta(minutes=5), tick=False):
        client = sign_in(stage.cast.guard)
        address = ask(client, camera, "playback", START, START + timedelta(minutes=1)).json()["urls"]["playlist"]
        base = address.removesuffix("index.m3u8")
        pieces = _pieces(client.get(address))
        assert {piece.split("/")[0] for piece in pieces} == {
            str(microseconds(START)),
            str(microseconds(START + timedelta(seconds=20))),
        }
        assert {client.get(base + piece).status_code for piece in pieces} == {200}
        assert AccessEntry.objects.count() == 1


def test_the_timeline_calls_nothing_missing_that_cannot_have_been_recorded_yet(stage: Stage, growing: Growing) -> None:
    growing.grow(10)
    with time_machine.travel(START + timedelta(seconds=11), tick=False):
        query = {"from": START.isoformat(), "to": (START + timedelta(days=1)).isoformat()}
        told = sign_in(stage.cast.guard).get(f"/api/cameras/{stage.gate.code}/timeline", query).json()
    assert told["spans"] == [{"from": "2026-11-20T08:00:00.000+00:00", "to": "2026-11-20T08:00:10.000+00:00"}]
    assert told["gaps"] == []
