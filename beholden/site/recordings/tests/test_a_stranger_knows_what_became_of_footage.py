"""R23(1)(5): deletion waits for the witness; then `beholden verify` tells for every file what became of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings

from beholden.cli import main
from beholden.engines.ledger import footage as entries
from beholden.engines.ledger.note import COSIGNER, Signer
from beholden.engines.ledger.submission import WitnessError
from beholden.engines.ledger.witness import Answer, Witness
from beholden.engines.video.index import Index
from beholden.ground.evidence import asking, footage, heads, keys, logs
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import Camera
from beholden.ground.systems.tests.declared import declare_camera, declare_system
from beholden.site.recordings import deletion, footage_log, services
from beholden.site.recordings.models import Alarm, Deletion
from beholden.site.recordings.services import HoldFields
from beholden.site.recordings.tests.footage import held, segment, segments

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
WITNESS = Signer("county.example/witness", b"w" * 32, COSIGNER)
Verify = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def camera(cast: Cast) -> Camera:
    services.note_retention_run(NOW - timedelta(hours=1))
    return declare_camera(cast.manager, declare_system(cast.manager))


def data() -> Path:
    return Path(django_settings.DATA)


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str]) -> Verify:
    def ask(*more: str) -> tuple[int, dict[str, Any]]:
        heads.publish(logs.FOOTAGE)
        folder, key = data() / "ledger" / "footage", keys.verifiers(data(), logs.FOOTAGE)[0].vkey
        code = main(["verify", str(folder), "--footage", str(data()), "--key", key, "--json", *more])
        return code, json.loads(capsys.readouterr().out)

    return ask


@pytest.fixture
def witness(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, bool]:
    """A witness that is kept; ``away`` makes it unreachable."""
    state = {"away": False}
    log = logs.log(logs.FOOTAGE)
    known = {key.name: [key] for key in keys.verifiers(data(), logs.FOOTAGE)}
    own = Witness(tmp_path / "latest.sqlite", [WITNESS], known, lambda: NOW.timestamp())

    def post(body: bytes) -> Answer:
        if state["away"]:
            raise WitnessError("the witness cannot be reached")
        return own.add_checkpoint(body)

    monkeypatch.setattr(asking, "poster", lambda url: post)
    asking.keep(log.folder, "https://county.example/witness")
    (log.folder / "witness.vkey").write_text(f"{WITNESS.verifier.vkey}\n")
    return state


def back(days: float) -> datetime:
    return NOW - timedelta(days=days)


@time_machine.travel(NOW, tick=False)
def test_deletion_waits_until_the_witness_has_seen_the_entry(camera: Camera, witness: dict[str, bool]) -> None:
    segments(data(), camera.code, [back(40), back(39), back(1)])
    witness["away"] = True
    assert deletion.run(now=NOW) == []
    assert len(held(data(), camera.code)) == 3
    alarm = Alarm.objects.get(ended_at=None)
    assert (alarm.kind, alarm.detail["waits"]) == ("deletion", True)
    assert "reached" in alarm.detail["why"]
    assert deletion.run(now=NOW + timedelta(minutes=10)) == []  # asks again, decides nothing twice
    assert Deletion.objects.count() == 1
    witness["away"] = False
    assert len(deletion.run(now=NOW + timedelta(minutes=20))) == 1
    assert len(held(data(), camera.code)) == 1
    assert not Alarm.objects.filter(ended_at=None).exists()
    cover = footage.cover()
    assert cover.witnessed_at is not None
    assert cover.size == logs.log(logs.FOOTAGE).size


@time_machine.travel(NOW, tick=False)
def test_a_witness_that_was_silent_for_too_long_is_told(camera: Camera, witness: dict[str, bool]) -> None:
    segments(data(), camera.code, [back(1)])
    footage_log.work(now=NOW)
    footage.cover()
    witness["away"] = True
    segments(data(), camera.code, [back(0.5)])
    footage_log.work(now=NOW)
    footage.cover()
    footage_log.work(now=NOW + timedelta(minutes=30))
    assert not Alarm.objects.filter(ended_at=None).exists()
    footage_log.work(now=NOW + timedelta(hours=2))
    assert Alarm.objects.get(ended_at=None).kind == "witness"
    witness["away"] = False
    footage.cover()
    footage_log.work(now=NOW + timedelta(hours=2))
    assert not Alarm.objects.filter(ended_at=None).exists()


def test_held_and_lawfully_deleted_are_proven(cast: Cast, camera: Camera, verify: Verify) -> None:
    segments(data(), camera.code, [back(40), back(39), back(2), back(1)])
    kept = segment(data(), camera.code, back(38))
    fields = HoldFields("retrieval", back(38), back(38) + timedelta(minutes=1), "调取")
    services.place_hold(cast.manager, camera.system, fields, now=NOW)
    deletion.run(now=NOW)
    code, said = verify()
    assert (code, said["findings"]) == (0, [])
    assert any(one.startswith("2 files were lawfully deleted") for one in said["proven"])
    assert any(one.startswith("3 files are held") for one in said["proven"])
    assert any("fake picture" in one for one in said["open"])
    (data() / kept.path).unlink()
    code, said = verify("--camera", camera.code)
    assert [(one["what"], one["camera"], one["from"]) for one in said["findings"]] == [
        ("MISSING", camera.code, entries.shown(kept.start_us))
    ]
    assert code == 1


def test_a_file_taken_behind_the_products_back_or_changed_is_named(camera: Camera, verify: Verify) -> None:
    rows = segments(data(), camera.code, [back(3), back(2), back(1)])
    footage_log.follow(now=NOW)
    with Index(data() / "index.sqlite") as index:  # file and row, as whoever holds the disk could
        index.delete([index.span(camera.code, 0, 2**62)[0].id], data())
    path = data() / rows[1].path
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    code, said = verify()
    found = {(one["what"], one["camera"], one["from"]) for one in said["findings"]}
    assert found == {
        ("MISSING", camera.code, entries.shown(rows[0].start_us)),
        ("CHANGED", camera.code, entries.shown(rows[1].start_us)),
    }
    assert code == 1


@time_machine.travel(NOW, tick=False)
def test_a_clock_set_a_month_ahead_is_seen_by_the_witness(
    cast: Cast, camera: Camera, witness: dict[str, bool], verify: Verify
) -> None:
    segments(data(), camera.code, [back(5)])
    later = NOW + timedelta(days=40)
    deletion.run(now=later)
    services.acknowledge(cast.manager, Alarm.objects.get(kind="clock", ended_at=None), now=later)
    deletion.run(now=later)  # a person said the clock was right
    assert held(data(), camera.code) == []
    code, said = verify("--witness", WITNESS.verifier.vkey)
    assert (code, [one["what"] for one in said["findings"]]) == (1, ["clock"])


@time_machine.travel(NOW, tick=False)
def test_thirty_days_of_a_camera_travel_in_one_file(
    camera: Camera, capsys: pytest.CaptureFixture[str], tmp_path: Path, witness: dict[str, bool]
) -> None:
    segments(data(), camera.code, [back(day) for day in range(33, 0, -1)])
    footage_log.follow(now=NOW)
    footage.cover()
    out, key = tmp_path / "gate.retention", keys.verifiers(data(), logs.FOOTAGE)[0].vkey
    ask = ["ledger", "retention", camera.code, "--data", str(data()), "--out", str(out)]
    assert main([*ask, "--days", "60"]) == 2
    assert "33 days of it are sealed" in capsys.readouterr().err
    assert main(ask) == 0
    capsys.readouterr()
    assert main(["verify", str(out), "--key", key, "--witness", WITNESS.verifier.vkey]) == 0
    said = capsys.readouterr().out
    assert "each of 30 days, 2026-10-22 to 2026-11-20" in said
    assert "a witness had seen" in said
    assert "fake picture" in said
    out.write_bytes(out.read_bytes().replace(b'count\\":1', b'count\\":9', 1))
    assert main(["verify", str(out), "--key", key]) == 1


def test_a_site_shows_the_chunks_it_is_asked_for_and_what_it_has_lost_is_named(
    camera: Camera, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = segments(data(), camera.code, [back(40), *(back(n / 10) for n in range(40, 0, -1))], size=150_000)
    deletion.run(now=NOW)  # one is past its term
    heads.publish(logs.FOOTAGE)
    asked, key = tmp_path / "ask.json", keys.verifiers(data(), logs.FOOTAGE)[0].vkey
    head = data() / "ledger" / "footage" / "checkpoint"
    assert main(["ledger", "challenge", "--count", "40", "--checkpoint", str(head), "--out", str(asked)]) == 0

    def shown(name: str) -> tuple[int, dict[str, Any]]:
        out = tmp_path / name
        assert main(["ledger", "answer", str(asked), "--data", str(data()), "--out", str(out)]) == 0
        capsys.readouterr()
        code = main(["verify", str(out), "--challenge", str(asked), "--key", key, "--json"])
        return code, json.loads(capsys.readouterr().out)

    code, said = shown("whole.json")
    assert (code, said["proven"][0].split(" ")[0]) == (0, "40")
    (data() / rows[7].path).unlink()
    (data() / rows[9].path).write_bytes(b"y" * 150_000)
    code, said = shown("lost.json")
    found = {(one["what"], one["camera"], one["from"]) for one in said["findings"]}
    assert (code, found) == (
        1,
        {("MISSING", camera.code, entries.shown(rows[at].start_us)) for at in (7, 9)},
    )
    assert main(["verify", str(tmp_path / "lost.json"), "--key", key]) == 1
    assert "--challenge" in capsys.readouterr().out
