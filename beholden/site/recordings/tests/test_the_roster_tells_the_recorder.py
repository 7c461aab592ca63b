"""From a manager's form to the recorder's process: whole, at once, sealed, and not dependent on either (R15(1))."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from beholden.engines import sealing
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems import services as systems
from beholden.ground.systems.services import CameraFields
from beholden.ground.systems.tests.declared import declare_camera, declare_system
from beholden.site.recordings import roster, services
from beholden.site.recordings.recorder import RosterFile

ENTRY = roster.Entry("c-1", "rtsp://192.168.1.1/1", "admin", "", "x", "tcp", ("192.168.0.0/16",))


def read(data: Path) -> list[roster.CameraSource]:
    return roster.read(data / roster.NAME, sealing.installation_key(data))


def test_a_saved_camera_is_in_the_roster_with_its_password_sealed(
    cast: Cast,
    settings,  # type: ignore[no-untyped-def]
    django_capture_on_commit_callbacks,  # type: ignore[no-untyped-def]
) -> None:
    system = declare_system(cast.manager)
    with django_capture_on_commit_callbacks(execute=True):
        camera = declare_camera(cast.manager, system)
    (source,) = read(settings.DATA)
    assert (source.key, source.url, source.username, source.password) == (camera.code, camera.url, "admin", "geheim-7")
    assert source.allowed == tuple(settings.CAMERA_NETWORKS)
    path = settings.DATA / roster.NAME
    assert "geheim" not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    with django_capture_on_commit_callbacks(execute=True):
        systems.stop_camera(cast.manager, camera, note="拆除")
    assert read(settings.DATA) == []


def test_whom_an_encrypted_camera_must_be_reaches_the_recorder(
    cast: Cast,
    settings,  # type: ignore[no-untyped-def]
    django_capture_on_commit_callbacks,  # type: ignore[no-untyped-def]
) -> None:
    settings.CAMERA_CA = "/etc/site-ca.pem"
    system = declare_system(cast.manager)
    with django_capture_on_commit_callbacks(execute=True):
        declare_camera(cast.manager, system, url="rtsps://192.168.1.12/1", trust="ca")
    (source,) = read(settings.DATA)
    assert source.trust == "ca:/etc/site-ca.pem"
    path = settings.DATA / roster.NAME
    older = json.loads(path.read_text())
    del older["cameras"][0]["trust"]
    path.write_text(json.dumps(older))
    assert read(settings.DATA)[0].trust == ""


def test_a_change_that_is_rolled_back_never_reaches_the_recorder(
    cast: Cast,
    settings,  # type: ignore[no-untyped-def]
    django_capture_on_commit_callbacks,  # type: ignore[no-untyped-def]
) -> None:
    system = declare_system(cast.manager)
    with django_capture_on_commit_callbacks(execute=True) as callbacks, pytest.raises(systems.Refused):
        systems.add_camera(cast.manager, system, CameraFields(name="", url="rtsp://192.168.1.1/"))
    assert not callbacks
    assert read(settings.DATA) == []


def test_the_same_roster_again_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "run" / "roster.json"
    roster.write(path, [ENTRY])
    before = path.stat()
    roster.write(path, [ENTRY])
    assert path.stat().st_ino == before.st_ino
    roster.write(path, [])
    assert path.stat().st_ino != before.st_ino
    assert [left.name for left in path.parent.iterdir()] == ["roster.json"]


def test_a_reader_never_sees_half_a_roster(tmp_path: Path) -> None:
    path, key, stop = tmp_path / "roster.json", b"k" * 32, threading.Event()
    many = [roster.Entry(f"c-{n}", "rtsp://192.168.1.1/1", "", "", "", "tcp", ()) for n in range(300)]
    roster.write(path, many)

    def turn() -> None:
        while not stop.is_set():
            roster.write(path, many[:1])
            roster.write(path, many)

    writer = threading.Thread(target=turn)
    writer.start()
    try:
        assert {len(roster.read(path, key)) for _ in range(200)} <= {1, 300}
    finally:
        stop.set()
        writer.join()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"v": 2, "cameras": []}', b'{"v": 1}', b'{"v": 1, "cameras": [{}]}', b"\xff"],
)
def test_a_damaged_roster_is_refused_and_recording_goes_on_with_what_there_was(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / roster.NAME
    cameras = RosterFile(tmp_path)
    assert list(cameras()) == []
    roster.write(path, [ENTRY])
    assert [source.key for source in cameras()] == ["c-1"]
    path.write_bytes(content)
    with pytest.raises(roster.RosterError) as caught:
        roster.read(path, b"k" * 32)
    assert "\n" not in str(caught.value)
    assert [source.key for source in cameras()] == ["c-1"]
    roster.write(path, [])
    assert list(cameras()) == []


def test_a_password_sealed_with_another_key_stops_one_camera_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / roster.NAME
    sealed = sealing.seal(b"geheim", b"a" * 32, "x")
    broken = roster.Entry("c-2", "rtsp://192.168.1.2/1", "admin", sealed, "x", "udp", ())
    roster.write(path, [ENTRY, broken])
    first, second = roster.read(path, b"b" * 32)
    assert (first.key, second.key, second.password, second.transport) == ("c-1", "c-2", "", "udp")
    assert roster.read(path, b"a" * 32)[1].password == "geheim"
    assert "geheim" not in repr(second)


def test_publishing_twice_at_once_ends_with_the_truth(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    system = declare_system(cast.manager)
    declare_camera(cast.manager, system)
    assert services.publish_roster() == 1
    assert json.loads((settings.DATA / roster.NAME).read_text())["v"] == 1
