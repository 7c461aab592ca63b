"""The demo's cameras start whatever password chance gives them."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from beholden.cli import camera, demo


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
