"""The demo's cameras start whatever password chance gives them."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from beholden.cli import camera, demo
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.tests.declared import declare_camera


@pytest.mark.parametrize("password", ["-Vs9_kk2", "--fault", "a=b c", "plain"])
def test_a_password_that_looks_like_an_option_is_still_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setattr(demo, "camera_password", lambda _data: password)
    words = demo.cameras([demo.CLIPS / "1-forecourt.mp4"], 8554, tmp_path).words
    parser = argparse.ArgumentParser()
    camera.add_arguments(parser)
    asked = parser.parse_args(words[words.index("camera") + 1 :])
    assert (asked.password, asked.user, asked.port) == (password, demo.CAMERA_USER, 8554)


def test_a_new_port_leads_the_demos_cameras_on_and_leaves_others_where_they_are(cast: Cast) -> None:
    demo._site(cast.manager, 8554, "first")
    own = declare_camera(cast.manager, cast.manager.organisation.systems.get(), url="rtsp://127.0.0.1:9000/2")  # type: ignore[union-attr]
    demo._site(cast.manager, 8555, "first")
    urls = [camera.url for camera in own.system.cameras.exclude(pk=own.pk).order_by("order", "pk")]
    assert urls == [f"rtsp://127.0.0.1:8555/{number}" for number in (1, 2, 3, 4)]
    own.refresh_from_db()
    assert own.url == "rtsp://127.0.0.1:9000/2"
