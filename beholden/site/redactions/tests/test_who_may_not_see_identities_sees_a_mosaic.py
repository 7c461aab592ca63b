"""The grant for masked pictures opens a mosaic of the whole picture, nothing else, registered like every look."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from beholden.ground.people.services import grant
from beholden.site.access.models import AccessEntry
from beholden.site.access.tests.stage import Stage, ask, sign_in
from beholden.site.redactions.models import Redaction
from beholden.site.redactions.tests.made import a_copy, opened, put
from beholden.site.redactions.tests.test_a_copy_is_made_over_the_recorded_files import START


def test_a_person_with_that_grant_gets_a_mosaic_and_neither_originals_nor_others_copies(recorded: Stage) -> None:
    officer, now = recorded.cast.station_officer, timezone.now()
    term = {"starts": now - timedelta(days=1), "ends": now + timedelta(days=1), "purpose": "查看客流"}
    wish = {
        "camera": recorded.gate.code,
        "from_at": START.isoformat(),
        "to_at": (START + timedelta(seconds=20)).isoformat(),
    }
    before = sign_in(officer)
    assert before.post("/redactions/new", wish).status_code == 422  # no leave yet
    grant(recorded.cast.security_admin, officer, camera=recorded.gate, actions=["masked"], **term)
    browser = sign_in(officer)
    assert ask(browser, recorded.gate.code, "playback", START, START + timedelta(seconds=5)).status_code == 403
    answer = browser.post("/redactions/new", wish)
    assert answer.status_code == 302, answer.content.decode()
    made = Redaction.objects.get()
    assert (made.aim, made.subject, made.by) == ("mosaic", "", officer)
    put(made)
    made.state, made.sha256, made.made_at, made.bytes = "preview", "5f" * 32, now, 10
    made.save()
    page = browser.get(f"/redactions/{made.code}").content.decode()
    assert "检测到的对象" not in page
    address = opened(browser, made)
    assert browser.get(address).status_code == 206
    assert AccessEntry.objects.latest("number").action == "masked"
    assert browser.get(f"/redactions/{made.code}/tracks.json").status_code == 404
    other = a_copy(recorded)
    for path in ("", "/show", "/tracks.json"):
        assert browser.get(f"/redactions/{other.code}{path}").status_code == 404
    assert browser.post(f"/redactions/{other.code}/watch").status_code == 404
    assert sign_in(recorded.cast.county_officer).get(f"/redactions/{made.code}").status_code == 404


def test_without_a_purpose_no_preview_is_made(recorded: Stage) -> None:
    wish = {
        "camera": recorded.gate.code,
        "from_at": START.isoformat(),
        "to_at": (START + timedelta(seconds=9)).isoformat(),
    }
    answer = sign_in(recorded.cast.guard, None).post("/redactions/new", wish)
    assert answer.status_code in (403, 422)
    assert not Redaction.objects.exists()
    late = {**wish, "to_at": (START + timedelta(hours=2)).isoformat()}
    refused = sign_in(recorded.cast.guard).post("/redactions/new", late)
    assert "最长一小时" in refused.content.decode()
