"""Snapshots: the exact picture, watermarked, through the same door."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from PIL import Image

from beholden.site.access.models import AccessEntry, AccessUse
from beholden.site.access.tests.footage_maker import record
from beholden.site.access.tests.stage import Stage, ask, sign_in
from beholden.site.access.tokens import LIFE

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
NOW = START + timedelta(minutes=3)


@pytest.fixture
def recorded(stage: Stage) -> Stage:
    record(Path(settings.DATA), stage.gate.code, START, files=2)
    return stage


def test_it_shows_the_asked_moment_under_the_watermark(recorded: Stage) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in(recorded.cast.guard)
        pictures = []
        for second in (4, 40):
            answer = ask(client, recorded.gate.code, "snapshot", START + timedelta(seconds=second))
            assert answer.status_code == 201, answer.content.decode()
            address = answer.json()["urls"]["snapshot"]
            got = client.get(address)
            assert (got.status_code, got["Content-Type"], got["Cache-Control"]) == (
                200,
                "image/jpeg",
                "no-store, private",
            )
            pictures.append(Image.open(io.BytesIO(got.content)))
        assert [picture.size for picture in pictures] == [(96, 64)] * 2
        # frame 20 and frame 50 of their files: dark and less dark, whatever is drawn over them
        first, second_ = (sorted(picture.convert("L").get_flattened_data())[96 * 16] for picture in pictures)
        assert (abs(first - 20) <= 6, abs(second_ - 50) <= 6) == (True, True), (first, second_)
        assert AccessUse.objects.get(pk=2).bytes == len(got.content)
        entry = AccessEntry.objects.get(pk=2)
        assert (entry.action, entry.starts, entry.ends) == ("snapshot", *(START + timedelta(seconds=40),) * 2)

        clock.shift(LIFE["snapshot"] - timedelta(seconds=1))
        assert client.get(address).status_code == 200
        clock.shift(timedelta(seconds=1))
        late = client.get(address)
        assert (late.status_code, late.content.decode()) == (403, "查看时间已到，请重新登记")


def test_without_a_moment_it_is_the_newest_picture_and_an_old_one_is_not_called_now(recorded: Stage) -> None:
    client = sign_in(recorded.cast.guard)
    with time_machine.travel(START + timedelta(seconds=62), tick=False):
        client = sign_in(recorded.cast.guard)
        answer = ask(client, recorded.gate.code, "snapshot")
        assert answer.status_code == 201, answer.content.decode()
        assert client.get(answer.json()["urls"]["snapshot"]).status_code == 200
        assert AccessEntry.objects.get().starts == START + timedelta(seconds=60) - timedelta(microseconds=1)
    with time_machine.travel(START + timedelta(seconds=80), tick=False):
        assert ask(client, recorded.gate.code, "snapshot").json()["code"] == "no_picture"
        assert ask(client, recorded.gate.code, "snapshot", START - timedelta(seconds=1)).json()["code"] == "no_footage"
        assert ask(client, recorded.gate.code, "snapshot", START + timedelta(hours=9)).json()["code"] == "interval"
    assert AccessEntry.objects.count() == 1


def test_a_picture_that_was_deleted_meanwhile_is_said_to_be_gone(recorded: Stage) -> None:
    with time_machine.travel(NOW, tick=False):
        client = sign_in(recorded.cast.guard)
        address = ask(client, recorded.gate.code, "snapshot", START).json()["urls"]["snapshot"]
        for file in Path(settings.DATA).glob("footage/*/*/*.mp4"):
            file.unlink()
        answer = client.get(address)
        assert (answer.status_code, answer.content.decode()) == (410, "这段录像已到期删除或者无法读取")
