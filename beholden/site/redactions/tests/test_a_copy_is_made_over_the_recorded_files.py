"""The engine at work in its own process: from a request to an audited copy, nothing unmasked on the disk (R21, R22)."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import av
import pytest
from django.conf import settings

from beholden.engines.video.segments.chunks import of_file
from beholden.site.access import footage
from beholden.site.access.models import AccessEntry, microseconds
from beholden.site.access.tests.stage import Stage, sign_in
from beholden.site.redactions import notice, services
from beholden.site.redactions.models import Redaction
from beholden.site.redactions.tests.made import START, visitor


def asked(stage: Stage, aim: str = "individual", seconds: float = 4) -> Redaction:
    """A copy of some seconds of the gate, asked for by the guard."""
    subject = services.Subject(aim, "" if aim == "mosaic" else "q-1", "" if aim == "mosaic" else "查调〔2026〕0001号")
    span = (START + timedelta(seconds=28), START + timedelta(seconds=28 + seconds))  # over the seam of two files
    return services.ask(visitor(stage.cast.guard), subject, stage.gate, span)


@pytest.mark.server
@pytest.mark.parametrize("aim", ["individual", "publication", "mosaic"])
def test_a_copy_is_registered_made_and_audited_and_originals_stay(recorded: Stage, aim: str) -> None:
    originals = files(recorded)
    before = [hashlib.sha256(path.read_bytes()).hexdigest() for path in originals]
    made = asked(recorded, aim)
    entry = AccessEntry.objects.get(number=made.entry)
    assert (entry.action, entry.result, entry.account) == ("masked", "granted", recorded.cast.guard)
    assert services.make_all() == 1, made.work
    made.refresh_from_db()
    assert (made.state, made.why) == ("preview" if aim == "mosaic" else "review", "")
    assert made.sha256 == hashlib.sha256(made.copy.read_bytes()).hexdigest()
    assert len(made.segments) == 2
    with av.open(str(made.copy)) as container:
        assert [stream.type for stream in container.streams] == ["video"]
        pictures = sum(1 for _ in container.decode(video=0))
    assert pictures == made.frames == 20
    assert sorted(path.name for path in made.work.rglob("*.mp4")) == ["masked.mp4"]
    assert [hashlib.sha256(path.read_bytes()).hexdigest() for path in originals] == before


def files(stage: Stage) -> list[Path]:
    """The gate's recorded files, oldest first."""
    return sorted((Path(settings.DATA) / "footage" / stage.gate.code).rglob("*.mp4"))


def recorded_so(stage: Stage, path: Path, data: bytes) -> None:
    """The file was recorded like this: its root in the index is that of these bytes."""
    path.write_bytes(data)
    with closing(sqlite3.connect(Path(settings.DATA) / "index.sqlite")) as index, index:
        begun = START + timedelta(seconds=30 * files(stage).index(path))
        known = "start_us = ? AND camera = (SELECT id FROM camera WHERE name = ?)"
        values = (bytes.fromhex(of_file(path).root()), microseconds(begun), stage.gate.code)
        assert index.execute(f"UPDATE segment SET root = ? WHERE {known}", values).rowcount == 1


@pytest.mark.server
def test_lost_packets_leave_a_blank_second_and_the_reviewer_is_told_where(recorded: Stage) -> None:
    first = files(recorded)[0]
    data = bytearray(first.read_bytes())
    last = data.rindex(b"mdat")  # the key frame of the file's last second, which is the copy's second
    data[last + 8 : last + 30] = bytes(22)
    recorded_so(recorded, first, bytes(data))
    made = asked(recorded)
    assert services.make_all() == 1, made.work
    made.refresh_from_db()
    ((begin, end),) = made.blank
    assert 800 <= begin <= 1000 and 1900 <= end <= 2100
    assert made.blank_seconds == (end - begin) / 1000
    assert made.altered == []
    page = sign_in(recorded.cast.guard).get(f"/redactions/{made.code}").content.decode()
    assert "无法解码的时间" in page and f"共 {made.blank_seconds:.1f} 秒" in page
    assert "与录制时不一致" not in page
    assert f'class="lost" x="{1000 * begin / made.milliseconds:.1f}"' in page
    for path in files(recorded)[:2]:
        recorded_so(recorded, path, path.read_bytes()[:900] + bytes(4000))
    services.act(recorded.cast.guard, made, "discard")
    again = asked(recorded, "publication")
    assert services.make_all() == 0
    again.refresh_from_db()
    assert (again.state, again.why) == ("failed", "damaged")


@pytest.mark.server
def test_a_file_that_is_not_the_one_recorded_is_not_shown_and_everybody_is_told(recorded: Stage) -> None:
    whole = asked(recorded)
    assert services.make_all() == 1, whole.work
    whole.refresh_from_db()
    assert (whole.blank, whole.altered) == ([], [])
    services.act(recorded.cast.guard, whole, "discard")
    first, second = files(recorded)[:2]
    data = bytearray(first.read_bytes())
    data[data.rindex(b"mdat") + 100] ^= 1  # one bit
    first.write_bytes(data)
    made = asked(recorded)
    assert services.make_all() == 1, made.work
    made.refresh_from_db()
    assert (made.state, made.blank, made.altered) == ("review", [], [[0, 2000, 0]])
    assert made.altered_seconds == 2.0
    assert made.segments == whole.segments  # by the roots they were recorded with
    browser = sign_in(recorded.cast.guard)
    page = browser.get(f"/redactions/{made.code}").content.decode()
    assert "与录制时不一致的时间" in page and "共 2.0 秒" in page and "2026-11-20 14:00:00–14:00:30" in page
    assert "无法解码的时间" not in page
    told = browser.get(f"/api/redactions/{made.code}").json()
    assert (told["altered"], told["blank"]) == ([[0.0, 2.0]], [])
    services.act(recorded.cast.guard, made, "discard")
    second.write_bytes(first.read_bytes())  # another film in its place: now it is all of it
    again = asked(recorded, "publication")
    assert services.make_all() == 0
    again.refresh_from_db()
    assert (again.state, again.why) == ("failed", "altered")
    assert not again.copy.exists()
    page = browser.get(f"/redactions/{again.code}").content.decode()
    assert "与录制时不一致（占一半以上" in page


def test_the_line_in_the_picture_is_as_large_as_the_first_file_that_is_shown(recorded: Stage) -> None:
    root = Path(settings.DATA)
    rows = footage.index().span(recorded.gate.code, microseconds(START), microseconds(START + timedelta(seconds=60)))
    first, second = (root / row.path for row in rows)
    assert notice.first(root, rows) == first
    first.write_bytes(second.read_bytes())
    assert notice.first(root, rows) == second
    second.unlink()
    assert notice.first(root, rows) == first  # the engine refuses them all


def test_a_file_nobody_knows_the_root_of_is_not_taken_on_trust(recorded: Stage) -> None:
    with closing(sqlite3.connect(Path(settings.DATA) / "index.sqlite")) as index, index:
        index.execute("UPDATE segment SET root = NULL")
    made = asked(recorded)
    assert services.make_all() == 0
    made.refresh_from_db()
    assert (made.state, made.why) == ("failed", "index")
