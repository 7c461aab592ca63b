"""Every text a stranger or an officer types into a tip or a complaint: kept as words or refused in one sentence."""

from __future__ import annotations

import pytest
from django.test import Client

from beholden.ground.people.tests.cast import Cast
from beholden.registry.tips import pace, services
from beholden.registry.tips.models import Complaint, Tip
from beholden.registry.tips.tests.naughty import STRINGS
from beholden.registry.tips.tests.reported import NOW, reported, token

pytestmark = pytest.mark.django_db
REPORT = {
    "subject": "install_forbidden_area", "words": "更衣室天花板里有镜头。", "county": "130203", "place": "北新道 1 号",
    "contact": "", "lon": "118.18", "lat": "39.63", "datum": "wgs84", "urgent": "", "sign": "",
}  # fmt: skip
COMPLAIN = {
    "subject": "looking",
    "words": "私自调取商场录像。",
    "who": "王某",
    "contact": "",
    "about": "",
    "county": "",
}


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "WRITING", pace.Pace(10_000, 10_000))
    monkeypatch.setattr(pace, "ASKING", pace.Pace(10_000, 10_000))


def in_turn(fields: dict[str, str], number: int) -> str:
    """Each string goes alone into one field, the next into the next: every field gets several."""
    return list(fields)[number % len(fields)]


def harmless(page: str, text: str) -> None:
    """Nothing of it became markup; on a form that came back, the typed words stand as typed."""
    for broken in ("<script>alert", "<img src=x", "root:x:"):
        assert broken not in page, text


def clean(page: str, text: str) -> None:
    """Nor does it reach another reader with a control of direction or of terminals in it."""
    harmless(page, text)
    for broken in ("\u202e", "\x1b", "\x00"):
        assert broken not in page, text


@pytest.mark.parametrize("each", [7, pytest.param(1, marks=pytest.mark.server)])
def test_no_field_of_the_public_forms_breaks(cast: Cast, each: int) -> None:
    stranger, kept, chosen = Client(), 0, STRINGS[::each]
    for number, text in enumerate(chosen):
        wide = dict.fromkeys(("words", "place", "contact"), text + " 更衣室里有镜头")
        for one in (dict.fromkeys([in_turn(REPORT, number)], text), {"county": text}, wide):
            answer = stranger.post("/tip/report", {**REPORT, "token": token(number), **one})
            assert answer.status_code in (201, 302, 422), (one, text)
            harmless(answer.content.decode(), text)
            kept += answer.status_code == 201
        given = {**COMPLAIN, "about": cast.authority.code}
        for one in (dict.fromkeys([in_turn(given, number)], text), {"about": "other", "county": text}):
            answer = stranger.post("/complain", {**given, "token": token(number), **one})
            assert answer.status_code in (201, 302, 422), (one, text)
            harmless(answer.content.decode(), text)
        for address in ("/tip/follow", "/complain/follow"):
            assert stranger.post(address, {"receipt": text}).status_code == 422, text
    assert kept > len(chosen) // 2
    assert Tip.objects.count() <= len(STRINGS)  # the same form sent again and again is one tip
    assert Complaint.objects.count() <= len(STRINGS)
    officer = Client()
    officer.force_login(cast.county_officer)
    for tip in Tip.objects.all():
        page = officer.get(f"/tips/{tip.code}")
        assert page.status_code == 200
        clean(page.content.decode(), tip.place)


def test_no_field_of_the_officers_acts_breaks(cast: Cast) -> None:
    tip, _receipt = reported()
    services.take(cast.county_officer, tip, now=NOW)
    officer = Client()
    officer.force_login(cast.county_officer)
    acts = {
        "ask": {"words": ""},
        "reveal": {"why": ""},
        "locate": {"lon": "", "lat": "118"},
        "transfer": {"why": "", "to": "x"},
        "answer": {"words": "", "outcome": "x"},
        "case": {"words": "", "violation": "x", "visit": "x"},
    }
    for text in STRINGS[::7]:
        for act, given in acts.items():
            answer = officer.post(f"/tips/{tip.code}/{act}", {name: value or text for name, value in given.items()})
            assert answer.status_code in (200, 302, 422), (act, text)
            harmless(answer.content.decode(), text)
    page = officer.get(f"/tips/{tip.code}").content.decode()
    clean(page, "the tip's page")
    assert Tip.objects.get().state == "checking"
