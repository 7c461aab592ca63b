"""A person may ask what is behind an address; not as often as they like, not anywhere, not for ever."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from django.core import signing

from beholden.ground.systems import probing


@pytest.fixture
def black_hole(settings) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """An address that takes connections and never says a word."""
    settings.CAMERA_NETWORKS = ["127.0.0.0/8"]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"rtsp://127.0.0.1:{listener.getsockname()[1]}/1"


def test_a_camera_that_never_answers_costs_its_time_and_no_more(
    black_hole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probing, "TIMEOUT", 0.5)
    begun = time.monotonic()
    finding = probing.look(black_hole, "", "", "tcp")
    assert time.monotonic() - begun < 3
    assert finding.probe is None
    assert finding.sentence
    assert "\n" not in finding.sentence


def test_a_fourth_person_waits_a_little_and_is_told_to_come_back(
    black_hole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probing, "TIMEOUT", 3.0)
    monkeypatch.setattr(probing, "_TURN_SECONDS", 0.2)
    busy = [threading.Thread(target=probing.look, args=(black_hole, "", "", "tcp")) for _ in range(3)]
    for thread in busy:
        thread.start()
    time.sleep(0.3)
    assert probing.look(black_hole, "", "", "tcp").sentence == "正在检测其他设备，请稍后再试"
    for thread in busy:
        thread.join(10)
    monkeypatch.setattr(probing, "TIMEOUT", 0.2)
    assert "稍后再试" not in probing.look(black_hole, "", "", "tcp").sentence  # every turn was given back


def test_what_was_seen_counts_for_that_address_only_and_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {"url": "rtsp://192.168.1.10/1", "user": "admin", "probe": {"codec": "h264"}}
    proof = signing.dumps(seen, salt="systems.probe")
    assert probing.kept_finding(proof, "rtsp://192.168.1.10/1", "admin") == {"codec": "h264"}
    assert probing.kept_finding(proof, "rtsp://admin:x@192.168.1.10/1", "") == {"codec": "h264"}
    assert probing.kept_finding(proof, "rtsp://192.168.1.11/1", "admin") is None
    assert probing.kept_finding(proof, "rtsp://192.168.1.10/1", "root") is None
    assert probing.kept_finding(proof + "x", "rtsp://192.168.1.10/1", "admin") is None
    assert probing.kept_finding("", "rtsp://192.168.1.10/1", "admin") is None
    monkeypatch.setattr(probing, "_FRESH_SECONDS", -1)
    assert probing.kept_finding(proof, "rtsp://192.168.1.10/1", "admin") is None
