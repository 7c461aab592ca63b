"""What every answer carries, and that the frame finds its way home."""

from __future__ import annotations

import re

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from beholden.ground.people import services

pytestmark = pytest.mark.django_db


def policy_of(headers: dict[str, str]) -> dict[str, list[str]]:
    parts = [part.split() for part in headers["Content-Security-Policy"].split(";") if part.strip()]
    return {words[0]: words[1:] for words in parts}


@pytest.mark.parametrize("address", ["/sign-in", "/nothing/here", "/healthz", "/set-up/x", "/api/openapi.json"])
def test_every_answer_has_the_policy_and_the_other_headers(client: Client, address: str) -> None:
    headers = client.get(address).headers
    policy = policy_of(headers)
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["media-src"] == ["'self'", "blob:"]
    assert not [word for words in policy.values() for word in words if "unsafe" in word or "*" in word]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_hold_nothing_inline(cast) -> None:  # type: ignore[no-untyped-def]
    client = Client()
    pages = [client.get("/sign-in")]
    client.force_login(cast.system_admin)
    pages += [client.get(address) for address in ("/people", "/people/new", "/account", "/account/second-factor")]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)(?![^>]*application/json)", text)


def test_cookies_are_closed_to_scripts_and_other_sites(client: Client, cast) -> None:  # type: ignore[no-untyped-def]
    password = {"password": "correct-horse-9", "again": "correct-horse-9"}
    signed_in = client.post(f"/set-up/{services.issue_setup_link(None, cast.guard)}", password)
    session = signed_in.cookies["sessionid"]
    assert (session["httponly"], session["samesite"], session["secure"]) == (True, "Lax", "")
    assert signed_in.cookies["csrftoken"]["samesite"] == "Lax"
    assert django_settings.SESSION_COOKIE_SECURE is django_settings.SECURE


HOMES = {
    "guard": "/wall",
    "manager": "/today",
    "auditor": "/register",
    "system_admin": "/people",
    "security_admin": "/grants",
    "resident": "/account",
}


def test_everybody_lands_where_their_work_is(cast) -> None:  # type: ignore[no-untyped-def]
    assert Client().get("/").headers["Location"] == "/sign-in"
    for part, home in HOMES.items():
        client = Client()
        client.force_login(getattr(cast, part))
        landed = client.get("/").headers["Location"]
        assert landed in {home, "/law"} if part == "resident" else landed == home, part


def test_other_hosts_are_refused(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["video.example.cn"]
    assert client.get("/healthz", headers={"host": "video.example.cn"}).status_code == 200
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 400


def test_a_nul_in_the_address_is_no_address(cast) -> None:  # type: ignore[no-untyped-def]
    client = Client()
    client.force_login(cast.system_admin)
    assert client.get("/people?q=%00").status_code == 400
    assert client.get("/people?q=x%00y&page=1").status_code == 400
    assert client.get("/set-up/%00").status_code == 400
    assert client.post("/people/a%00/disable").status_code == 400
    assert client.get("/people?q=x").status_code == 200
