"""A file that is not the one recorded leaves in nothing, and the page says which camera and time, and why (R15(1))."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from beholden.engines.packaging.stranger.verify import verify
from beholden.site.access.tests.stage import Stage, sign_in
from beholden.site.exports import services
from beholden.site.exports.models import Export
from beholden.site.exports.tests.test_footage_leaves_registered_and_proves_itself import fetched, wish

LEFT_OUT, ALTERED = "下面的时段没有收入", "录像文件与录制时的不一致"


def flip(*places: int, camera: str) -> None:
    """One bit in the middle of the camera's files at these places."""
    files = sorted((Path(settings.DATA) / "footage" / camera).rglob("*.mp4"))
    for place in places:
        data = bytearray(files[place].read_bytes())
        data[len(data) // 2] ^= 4
        files[place].write_bytes(data)


@pytest.mark.parametrize("form", ["evidence", "viewing"])
def test_one_file_is_left_out_of_everything_and_the_page_says_which(recorded: Stage, tmp_path: Path, form: str) -> None:
    client = sign_in(recorded.cast.manager)
    client.post("/exports/new", {**wish(recorded.gate.code, recorded.till.code), "form": form})
    flip(1, camera=recorded.gate.code)  # 06:00:30 to 06:01:00
    assert services.make_all() == 1
    export = Export.objects.get()
    page = client.get(f"/exports/{export.code}").content.decode()
    assert LEFT_OUT in page
    assert page.count(ALTERED) == 1
    said = page[page.index(LEFT_OUT) : page.index(ALTERED)]
    assert recorded.gate.name in said
    assert recorded.till.name not in said
    assert "14:00:30" in said
    assert "14:01:00" in said
    (told,) = client.get(f"/api/exports/{export.code}").json()["left_out"]
    assert (told["camera"], told["why"]) == (recorded.gate.code, "altered")
    client.cookies["django_language"] = "en"
    english = client.get(f"/exports/{export.code}").content.decode()
    assert "the file is not the one that was recorded" in english
    with zipfile.ZipFile(io.BytesIO(b"".join(fetched(client, export).streaming_content))) as archive:
        archive.extractall(tmp_path)
    assert verify(tmp_path / export.code).findings == []
    assert not list((tmp_path / export.code / "originals").rglob(f"{recorded.gate.code}/*/060030.mp4"))


def test_touching_files_are_told_as_one_time_within_what_was_asked_and_nothing_where_nothing_is_wrong(
    recorded: Stage,
) -> None:
    client = sign_in(recorded.cast.manager)
    client.post("/exports/new", wish(recorded.gate.code))
    assert services.make_all() == 1
    whole = Export.objects.get()
    assert LEFT_OUT not in client.get(f"/exports/{whole.code}").content.decode()
    assert client.get(f"/api/exports/{whole.code}").json()["left_out"] == []
    services.act(recorded.cast.manager, whole, "remove")
    flip(0, 1, camera=recorded.gate.code)
    client.post("/exports/new", wish(recorded.gate.code))
    assert services.make_all() == 1
    (camera,) = Export.objects.latest("pk").cameras.all()
    ((begin, end, why),) = camera.left_out
    assert (end - begin, why) == (50_000_000, "altered")  # asked for from the tenth second


@pytest.mark.parametrize("form", ["evidence", "viewing"])
def test_when_every_file_was_altered_that_is_said_and_once_they_are_back_it_can_be_made(
    recorded: Stage, form: str
) -> None:
    client = sign_in(recorded.cast.manager)
    client.post("/exports/new", {**wish(recorded.gate.code), "form": form})
    flip(0, 1, 2, 3, camera=recorded.gate.code)
    assert services.make_all() == 0
    export = Export.objects.get()
    assert (export.state, export.why) == ("failed", "altered")
    page = client.get(f"/exports/{export.code}").content.decode()
    assert "没有一个可以调取" in page
    assert "没有录像" not in page
    assert "下面的时段不能调取" in page
    assert recorded.gate.name in page
    flip(0, 1, 2, 3, camera=recorded.gate.code)
    client.post(f"/exports/{export.code}/acts/retry")
    assert services.make_all() == 1
    assert LEFT_OUT not in client.get(f"/exports/{export.code}").content.decode()
