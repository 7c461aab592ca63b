"""`beholden demo --run` and `beholden up` as people and machines meet them: starting, falling, ending."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from beholden.cli.tests.running import Browser, Running, beholden, clips, wait
from beholden.engines.video.index import Index
from beholden.engines.video.recorder import status

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(ground: Path) -> Iterator[Running]:
    """One demo site that the tests of this module use in turn."""
    with beholden("demo", "--run", "--port", "0", "--clips", str(clips(ground / "clips")), data=ground / "data") as up:
        assert up.port
        wait(lambda: up.recording(4), up)
        yield up


def get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def answers(port: int) -> bool:
    """The web is there."""
    try:
        return get(port, "/healthz")[0] == 200
    except OSError:
        return False


def test_it_says_where_it_is_and_gives_every_account_a_link_that_works(demo: Running) -> None:
    assert get(demo.port, "/healthz") == (200, b"ok\n")
    links = dict(re.findall(r"^  (\w+) +http://127\.0\.0\.1:\d+(/set-up/[\w-]+)", demo.text, re.M))
    assert set(links) == {
        "guard", "manager", "county", "guard2", "manager2", "county2", "sysadmin", "secadmin", "auditor"
    }  # fmt: skip
    status_code, page = get(demo.port, links["guard"])
    assert status_code == 200
    assert "王敏" in page.decode()
    assert "password" not in demo.text.replace("set a password", "").lower()


def test_four_cameras_move(demo: Running) -> None:
    first = {key: said["last_frame_us"] for key, said in demo.cameras().items()}
    assert len(first) == 4
    wait(lambda: all(said["last_frame_us"] > first[key] for key, said in demo.cameras().items()), demo)


def test_a_camera_that_the_manager_saves_is_recorded_within_two_seconds(demo: Running) -> None:
    password = "Schirm-und-Mantel-9"
    browser = Browser(f"http://127.0.0.1:{demo.port}")
    links = dict(re.findall(r"^  (\w+) +http://127\.0\.0\.1:\d+(/set-up/[\w-]+)", demo.text, re.M))
    browser.get(links["manager"])
    browser.post(links["manager"], password=password, again=password)
    address = re.search(r"/systems/s-\w+", browser.get("/systems"))
    assert address
    form = f"{address[0]}/cameras/new"
    browser.get(form)
    notes = json.loads((demo.data / "demo.json").read_text())
    secret = (demo.data / "secrets" / "demo-camera").read_text()
    typed = {"name": "05 西门 ../../x", "url": f"rtsp://127.0.0.1:{notes['camera_port']}/1", "username": "demo"}
    page = browser.post(form, **typed, password=secret, transport="tcp", do="probe")
    assert "检测成功" in page
    assert secret not in page
    before = set(demo.cameras())
    browser.post(form, **typed, transport="tcp", do="save")
    assert browser.address == address[0]
    begun = time.monotonic()
    wait(lambda: set(demo.cameras()) - before, demo)
    assert time.monotonic() - begun < 2.5  # the roster is read each second, the status written each second
    wait(lambda: demo.recording(5), demo)
    (added,) = set(demo.cameras()) - before
    assert list((demo.data / "footage" / added).rglob("*.mp4"))
    assert "05 西门 ../../x" in browser.get(address[0])
    browser.get(f"/cameras/{added}")
    browser.post(f"/cameras/{added}/stop", note="试验结束")
    wait(lambda: added not in demo.cameras() or demo.cameras()[added]["state"] == "stopped", demo)


def test_other_users_of_the_machine_read_nothing_of_it(demo: Running) -> None:
    wait(lambda: demo.recording(4), demo)
    open_ones = [path for path in demo.data.rglob("*") if path.lstat().st_mode & 0o077 and not path.is_symlink()]
    assert [path.relative_to(demo.data).as_posix() for path in open_ones] == []


def test_a_second_start_on_the_same_data_is_refused_in_one_sentence(demo: Running) -> None:
    with beholden("up", "--port", "0", data=demo.data) as second:
        assert second.process.wait(30) == 2
        assert second.text.count("\n") == 1
        assert "already runs on" in second.text
        assert str(demo.process.pid) in second.text
    assert demo.process.poll() is None


def test_a_port_in_use_is_refused_in_one_sentence(demo: Running, tmp_path: Path) -> None:
    with beholden("up", "--port", str(demo.port), data=tmp_path / "other") as second:
        assert second.process.wait(30) == 2
        assert second.text.count("\n") == 1
        assert f"127.0.0.1:{demo.port} cannot be used" in second.text
    assert not (tmp_path / "other" / "beholden.sqlite").exists()


def test_a_recorder_that_is_killed_comes_back_and_records_on(demo: Running) -> None:
    before = demo.children()["recorder"]
    os.kill(before, signal.SIGKILL)
    wait(lambda: demo.children().get("recorder") not in (None, before), demo)
    wait(
        lambda: (status.read(demo.data) or {}).get("pid") == demo.children().get("recorder") and demo.recording(4), demo
    )
    assert demo.process.poll() is None
    assert "recorder ended with -9" in demo.text


def test_a_web_that_is_killed_comes_back_and_no_frame_is_lost(demo: Running) -> None:
    files = {key: said["segments"] for key, said in demo.cameras().items()}
    os.kill(demo.children()["web"], signal.SIGKILL)
    wait(lambda: "web ended with -9" in demo.text, demo)

    wait(lambda: answers(demo.port), demo)
    assert {key: said["segments"] for key, said in demo.cameras().items()}.keys() == files.keys()
    assert all(said["lost"] == 0 and said["state"] == "recording" for said in demo.cameras().values())


def test_it_ends_within_ten_seconds_with_every_file_sealed_and_starts_again_with_new_links(
    demo: Running, ground: Path
) -> None:
    wait(lambda: answers(demo.port), demo)
    open_browser = socket.create_connection(("127.0.0.1", demo.port))  # somebody is still connected
    assert demo.end(signal.SIGINT) < 10
    open_browser.close()
    assert demo.process.returncode == 0
    assert "was killed" not in demo.text
    with Index(demo.data / "index.sqlite", readonly=True) as index:
        assert index.open_rows() == []
        rows = [row for camera in index.cameras() for row in index.span(camera, 0, 2**62)]
    assert len({row.camera for row in rows}) == 5
    assert {row.path for row in rows} == {
        path.relative_to(demo.data).as_posix() for path in (demo.data / "footage").rglob("*.mp4")
    }
    ended = {row.ended for row in rows if row.end_us == max(r.end_us or 0 for r in rows if r.camera == row.camera)}
    assert ended <= {"operator"}, ended
    old = set(re.findall(r"/set-up/[\w-]+", demo.text))
    words = ("demo", "--run", "--port", "0", "--clips", str(ground / "clips"))
    with beholden(*words, data=demo.data) as again:
        assert again.port
        wait(lambda: again.recording(4), again)
        fresh = set(re.findall(r"/set-up/[\w-]+", again.text))
        assert len(fresh) == 8  # the manager has a password by now
        assert "manager   已设置密码" in again.text
        assert not fresh & old
        assert set(again.cameras()) < {row.camera for row in rows}
        assert again.end() < 10


def test_children_do_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    with beholden("up", "--port", "0", data=tmp_path / "data") as up:
        assert up.port
        wait(lambda: len(up.children()) == 3, up)
        pids = list(up.children().values())
        os.kill(up.process.pid, signal.SIGKILL)
        up.process.wait()
        wait(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), seconds=12)
        with beholden("up", "--port", "0", data=tmp_path / "data") as second:
            assert second.port
            assert second.end() < 10


def test_the_recorder_alone_needs_neither_web_nor_database(tmp_path: Path) -> None:
    data = tmp_path / "data"
    broken = "postgresql://nobody:x@127.0.0.1:1/none"
    with beholden("up", "--only", "recorder", data=data, DATABASE_URL=broken) as up:
        wait(lambda: status.read(data) is not None, up)
        assert set(up.children()) == {"recorder"}
        assert up.end() < 10
    assert not (data / "beholden.sqlite").exists()
    with beholden("up", "--port", "0", data=data, DATABASE_URL=broken) as up:
        assert up.process.wait(30) == 2
        assert up.text.strip().count("\n") == 0
        assert "the database cannot be used" in up.text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("up", "--only", "web,camera"), "--only takes some of web,recorder,jobs, not 'camera'"),
        (("up", "--port", "99999"), "--port must be 0 to 65535"),
        (("up", "--port", "no"), "invalid int value"),
        (("demo", "--run", "--clips", "/nowhere"), "there is no clip"),
    ],
)
def test_wrong_use_is_one_line_and_starts_nothing(tmp_path: Path, words: tuple[str, ...], sentence: str) -> None:
    with beholden(*words, data=tmp_path / "data") as up:
        assert up.process.wait(30) == 2
        assert sentence in up.text
        assert up.text.count("\n") == 1


def test_a_real_installation_is_never_filled_with_a_demo(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with beholden("up", "--port", "0", data=data) as up:
        assert up.port
        assert up.end() < 10
    with beholden("demo", data=data) as filled:
        assert filled.process.wait(30) == 2
        assert "holds a real installation" in filled.text
    assert not (data / "demo.json").exists()
