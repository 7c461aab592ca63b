"""`beholden camera` as a person runs it: addresses, `ready`, a clean end, one sentence for a mistake."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from beholden.engines.video.emulator.tests.viewer import Viewer
from tests.clips import clip

pytestmark = pytest.mark.server


@contextmanager
def _running(*words: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The command and the lines it printed up to `ready`."""
    command = [sys.executable, "-m", "beholden.cli", "camera", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout
        lines: list[str] = []
        try:
            for line in child.stdout:
                lines.append(line.strip())
                if line == "ready\n":
                    break
            yield child, lines
        finally:
            child.kill()


def _refused(*words: str) -> str:
    command = [sys.executable, "-m", "beholden.cli", "camera", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_it_prints_an_address_a_camera_then_ready_and_ends_cleanly(tmp_path: Path) -> None:
    stats = tmp_path / "stats.json"
    files = [str(clip("h264")), str(clip("h265"))]
    with _running(*files, "--cameras", "5", "--port", "0", "--stats", str(stats)) as (child, lines):
        urls = [line.split()[0] for line in lines[:-1]]
        assert lines[-1] == "ready"
        assert [url.rsplit("/", 1)[1] for url in urls] == ["1", "2", "3", "4", "5"]
        assert "h265 640x360 25 fps" in lines[1] and "h265" in lines[3]
        with Viewer(urls[4]) as viewer:
            viewer.play()
            assert viewer.packets(0.5)
        child.send_signal(signal.SIGTERM)
        assert child.wait(10) == 0
        assert child.stderr and child.stderr.read() == ""
    counts = json.loads(stats.read_text())
    assert counts[urls[4]]["frames"] > 5
    assert counts[urls[0]]["frames"] == 0
    assert not list(tmp_path.glob("*.part"))


def test_an_interrupt_ends_it_cleanly_while_somebody_looks() -> None:
    with (
        _running(str(clip("h264")), "--port", "0", "--user", "u", "--password", "p") as (child, lines),
        Viewer(lines[0].split()[0], "u", "p") as viewer,
    ):
        viewer.play()
        child.send_signal(signal.SIGINT)
        assert child.wait(10) == 0


def test_mistakes_get_one_sentence_and_exit_code_two(tmp_path: Path) -> None:
    (tmp_path / "not.mp4").write_text("hello")
    good = str(clip("h264"))
    assert "there is no file" in _refused(str(tmp_path / "missing.mp4"))
    assert "cannot be read as a video" in _refused(str(tmp_path / "not.mp4"))
    assert "there is no fault 'explode'; there are: drop," in _refused(good, "--fault", "explode")
    assert "there are cameras 1 to 1" in _refused(good, "--fault", "2:drop")
    assert "--cameras must be" in _refused(good, "--cameras", "0")
    assert "--port must be" in _refused(good, "--port", "70000")
    assert "invalid choice" in _refused(good, "--auth", "ntlm")
    assert "FILE" in _refused()
    for seconds in ("nan", "-1", "0", "soon"):
        assert "is not a number of seconds" in _refused(good, "--session-timeout", seconds)
    assert "--stats: cannot write" in _refused(good, "--port", "0", "--stats", str(tmp_path / "not.mp4" / "stats"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "cannot listen on 127.0.0.1" in _refused(good, "--port", str(taken.getsockname()[1]))


def test_help_carries_an_example_and_every_fault() -> None:
    command = [sys.executable, "-m", "beholden.cli", "camera", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout
    assert "beholden camera street.mp4" in shown
    assert all(word in shown for word in ("drop=0.02", "slow-loris", "half-open", "huge-sdp"))
