"""The phone's page carries every sentence its script says, every file it needs offline, and nothing of anybody's."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections.web import phone, phone_words

ISLAND = Path(__file__).resolve().parents[4] / "web" / "islands" / "phone"
_SAID = re.compile(r"""\bsay\(\s*["'`]([^"'`]*)["'`]""")
_CHOSEN = re.compile(r'\bsay\([^"`]*\? "(\w+)" : ["`]([\w${}.]+)["`]')
_KEYED = re.compile(r'\b(?:stop|folded)\("(\w+)"|"(remark_save|remark_empty|add|resume)"')


def said() -> tuple[set[str], set[str]]:
    """Keys the island says, and what keys begin with that it puts together."""
    keys: set[str] = set()
    for path in ISLAND.glob("*.ts"):
        if path.name.endswith(".test.ts"):
            continue
        text = path.read_text(encoding="utf-8")
        keys |= set(_SAID.findall(text))
        for found in (*_CHOSEN.findall(text), *_KEYED.findall(text)):
            keys |= set(found) - {""}
    whole = {key for key in keys if "$" not in key}
    return whole, {key.split("$")[0] for key in keys if "$" in key} - {""}


def test_every_sentence_the_phone_says_is_sent_and_none_for_nothing() -> None:
    whole, begun = said()
    assert len(whole) > 100
    assert not whole - set(phone_words.WORDS)
    spare = {key for key in phone_words.WORDS if key not in whole and not key.startswith(tuple(begun))}
    # words chosen by a name that the compiler, not this test, can follow
    assert spare <= {"yesterday", "today", "tomorrow", "too_large", "name_needed", "own_name", "pad_empty"}, spare


@pytest.mark.django_db
def test_the_page_holds_words_and_files_and_no_name_and_strangers_are_sent_to_sign_in(cast: Cast) -> None:
    stranger, officer = Client(), Client()
    assert stranger.get("/inspections/phone").status_code == 302
    assert stranger.get("/inspections/phone/session").status_code == 401
    officer.force_login(cast.station_officer)
    page = officer.get("/inspections/phone")
    text = page.content.decode()
    found = re.search(r'<script id="phone-files" type="application/json">(\[.*?\])</script>', text, re.DOTALL)
    assert found
    assert json.loads(found[1]) == phone.files()
    assert "csrftoken" in page.cookies
    assert cast.station_officer.name not in text
    assert cast.authority.name not in text
    whose = officer.get("/inspections/phone/session").json()
    assert whose == {"account": cast.station_officer.code, "name": "陈警官", "office": "路北区公安分局"}


@pytest.mark.django_db
def test_the_worker_may_serve_the_visits_and_is_never_kept_by_caches(client: Client) -> None:
    answer = client.get("/phone-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/inspections"
    assert answer["Cache-Control"] == "no-cache"
    assert "'self'" in answer["Content-Security-Policy"]
    manifest = client.get("/phone.webmanifest").json()
    assert (manifest["start_url"], manifest["scope"]) == ("/inspections/phone", "/inspections")


@pytest.mark.django_db
def test_the_session_is_of_the_police_only(cast: Cast) -> None:
    manager = Client()
    manager.force_login(cast.manager)
    assert manager.get("/inspections/phone/session").status_code == 403
    assert manager.get("/inspections/phone").status_code == 403
