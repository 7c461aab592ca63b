"""The engine at work in its own process: from a request to an audited copy, nothing unmasked on the disk (R21, R22)."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import av
import pytest
from django.conf import settings

from beholden.site.access.models import AccessEntry
from beholden.site.access.tests.stage import Stage, sign_in
from beholden.site.redactions import services
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
    originals = sorted((Path(settings.DATA) / "footage" / recorded.gate.code).rglob("*.mp4"))
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


@pytest.mark.server
def test_lost_packets_leave_a_blank_second_and_the_reviewer_is_told_where(recorded: Stage) -> None:
    first = sorted((Path(settings.DATA) / "footage" / recorded.gate.code).rglob("*.mp4"))[0]
    data = bytearray(first.read_bytes())
    last = data.rindex(b"mdat")  # the key frame of the file's last second, which is the copy's second
    data[last + 8 : last + 30] = bytes(22)
    first.write_bytes(data)
    made = asked(recorded)
    assert services.make_all() == 1, made.work
    made.refresh_from_db()
    ((begin, end),) = made.blank
    assert 800 <= begin <= 1000 and 1900 <= end <= 2100
    assert made.blank_seconds == (end - begin) / 1000
    page = sign_in(recorded.cast.guard).get(f"/redactions/{made.code}").content.decode()
    assert "无法解码的时间" in page and f"共 {made.blank_seconds:.1f} 秒" in page
    assert f'class="lost" x="{1000 * begin / made.milliseconds:.1f}"' in page
    for path in sorted((Path(settings.DATA) / "footage" / recorded.gate.code).rglob("*.mp4"))[:2]:
        path.write_bytes(path.read_bytes()[:900] + bytes(4000))
    services.act(recorded.cast.guard, made, "discard")
    again = asked(recorded, "publication")
    assert services.make_all() == 0
    again.refresh_from_db()
    assert (again.state, again.why) == ("failed", "damaged")
