"""No purpose, no picture; and whoever isn't meant to see these cameras sees nothing, whatever address they know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from beholden.cli import demo
from tests.stories.seeing import log_of, row_of
from tests.stories.site import Person, Site, until

pytestmark = [pytest.mark.browser, pytest.mark.server]

NAMES = [name for name, _position in demo.CAMERAS]
_SOCKET = """async address => new Promise(done => {
  const socket = new WebSocket(address.replace(/^http/, 'ws'));
  let got = 0;
  socket.onmessage = () => { got += 1; };
  socket.onopen = () => setTimeout(() => done(`open ${got}`), 1000);
  socket.onerror = () => done('refused');
})"""


@contextmanager
def media_asked(page: Page) -> Iterator[list[str]]:
    """The addresses of pictures that the page asks for while this lasts."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/media/" in request.url else None)
    page.on("websocket", lambda socket: asked.append(socket.url))
    yield asked


def own_looks(guard: Person, code: str) -> dict[str, Any]:
    """A live look and a playback of the guard's own camera: {"live": address, "list": …, "init": …, "part": …}."""
    status, live = guard.ask("/api/looks", {"camera": code, "action": "live"})
    assert status == 201, live
    before = (datetime.now(UTC) - timedelta(seconds=6)).isoformat()
    after = (datetime.now(UTC) + timedelta(seconds=30)).isoformat()
    wish = {"camera": code, "action": "playback", "from": before, "to": after}
    told = until(guard.page, lambda: found[1] if (found := guard.ask("/api/looks", wish))[0] == 201 else None, 20, 1)
    playlist = told["urls"]["playlist"]
    lines = until(guard.page, lambda: lines if ".m4s" in (lines := guard.ask(playlist)[1]) else "", 10)
    base = playlist.removesuffix("index.m3u8")
    init = lines.split('EXT-X-MAP:URI="')[1].split('"')[0]
    part = next(line for line in lines.splitlines() if line.endswith(".m4s"))
    return {"live": live["urls"]["live"], "list": playlist, "init": base + init, "part": base + part}


def test_without_a_purpose_the_wall_asks_for_one_and_every_other_way_is_refused_and_registered(site: Site) -> None:
    with site.person("guard") as guard, media_asked(guard.page) as asked:
        code = guard.ask("/api/cameras")[1]["cameras"][0]["code"]
        for path in ("/wall", f"/play?camera={code}"):
            page = guard.go(path)
            expect(page.get_by_role("heading", name="先选择查看事由")).to_be_visible()
            page.get_by_role("button", name="开始查看").click()
            expect(page.get_by_text("有内容需要修改")).to_be_visible()
            assert page.locator("video").count() == 0
        guard.page.get_by_role("radio", name="事件处置").check()  # says nothing without words
        guard.page.get_by_role("button", name="开始查看").click()
        expect(guard.page.get_by_text("有内容需要修改")).to_be_visible()
        expect(guard.page.get_by_role("radio", name="事件处置")).to_be_checked()
        assert asked == []

        for action in ("live", "snapshot"):
            size = len(log_of(site.data))
            status, told = guard.ask("/api/looks", {"camera": code, "action": action})
            assert (status, told["code"]) == (403, "no_purpose"), told
            assert "请先选择查看事由" in told["detail"] and told["cite"] == "R16(2)(3)"
            row = row_of(site.data, told["number"])
            assert row is not None and (row["result"], row["why"], row["username"]) == (
                "refused",
                "no_purpose",
                "guard",
            )
            assert row["log_index"] >= size, "the refusal is on the log too"
        page = guard.go("/register")
        expect(page.locator("tbody tr").first).to_contain_text("已拒绝")

        guard.go("/wall")
        guard.choose_purpose("事件处置", "12 号柜台丢失钱包")
        until(guard.page, lambda: asked)
        guard.page.get_by_role("button", name="结束查看").click()
        expect(guard.page.get_by_role("heading", name="先选择查看事由")).to_be_visible()
        assert guard.ask("/api/looks", {"camera": code, "action": "live"})[0] == 403


def test_others_get_nothing_of_these_cameras_whatever_address_they_know(site: Site) -> None:
    with site.person("guard") as guard:
        guard.choose_purpose()
        until(guard.page, lambda: guard.page.locator(".tile").count() >= 4)
        code = guard.page.locator(".tile", has_text=NAMES[0]).get_attribute("data-camera") or ""
        addresses = own_looks(guard, code)
        for kind in ("list", "init", "part"):
            assert guard.ask(addresses[kind])[0] == 200, kind
        assert guard.page.evaluate(_SOCKET, site.address + addresses["live"]) != "open 0"

        with site.stranger() as stranger:
            stranger.go("/sign-in")
            refuses(stranger, site, addresses, code, 401, 401)
            for path in ("/wall", f"/play?camera={code}", "/register", "/systems"):
                stranger.go(path)
                assert "/sign-in" in stranger.page.url
        with site.person("guard2") as other:
            other.choose_purpose()
            assert other.ask("/api/cameras")[1]["cameras"] == []
            expect(other.page.get_by_text("还没有您可以查看的摄像机")).to_be_visible()
            refuses(other, site, addresses, code, 403, 404)
            hidden_from(other, code, [f"/play?camera={code}", f"/cameras/{code}"])
            assert (
                other.ask(f"/api/cameras/{code}/timeline?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z")[0] == 404
            )
            assert other.ask("/api/register")[1]["entries"][0]["username"] == "guard2", (
                "own refusals, nothing of others"
            )
        with site.person("guard") as again:  # the same person, another sign-in: the address isn't theirs either
            again.choose_purpose()
            assert again.ask(addresses["list"])[0] == 403
        assert guard.ask(addresses["list"])[0] == 200, "none of this spoiled the look itself"


@pytest.mark.parametrize("username", ["sysadmin", "secadmin", "auditor"])
def test_the_three_administrators_see_no_footage_by_office(site: Site, username: str) -> None:
    with site.person("guard") as guard:
        guard.ask("/api/looks", {"camera": "c-0000000000", "action": "live"})
    with site.person(username) as person, media_asked(person.page) as asked:
        assert person.ask("/api/cameras")[1]["cameras"] == []
        for path in ("/wall", "/play", "/duty"):
            answer = person.page.goto(site.address + path)
            assert answer is not None and answer.status == 403, path
            expect(person.page.get_by_role("heading", name="您没有这项权限")).to_be_visible()
        rail = person.page.get_by_role("navigation", name="主导航")
        assert rail.get_by_role("link", name="电视墙").count() == 0
        row_number = person.ask("/api/looks", {"camera": "c-0000000000", "action": "live"})[1]["number"]
        assert (row_of(site.data, row_number) or {})["result"] == "refused"
        assert asked == []
        answer = person.page.goto(site.address + "/register")
        assert answer is not None
        if username != "auditor":
            assert answer.status == 403
            return
        assert answer.status == 200
        texts = person.page.locator("tbody tr").all_inner_texts()
        assert any("王敏" in text for text in texts), "the auditor reads everybody's looks"
        assert any("已拒绝" in text for text in texts)
        changes = person.page.locator("main form[method=post]:not([action$='.xlsx']), main button.btn-danger")
        assert changes.count() == 0, "nothing to change; a table may be taken out, for a reason"
        person.page.locator("tbody tr").last.get_by_role("link").click()
        expect(person.page.get_by_text("与存证一致")).to_be_visible()


def refuses(person: Person, site: Site, addresses: dict[str, Any], code: str, media: int, look: int) -> None:
    """Every address of a picture says no to this person, and so does asking for a look."""
    for kind in ("list", "init", "part"):
        status, told = person.ask(addresses[kind])
        assert status == media, (kind, told)
        assert "EXTM3U" not in str(told) and "ftyp" not in str(told)
    assert person.page.evaluate(_SOCKET, site.address + addresses["live"]) == "refused"
    for action in ("live", "snapshot"):
        assert person.ask("/api/looks", {"camera": code, "action": action})[0] == look


def hidden_from(person: Person, code: str, paths: list[str]) -> None:
    """Pages of a foreign camera don't say that it exists."""
    for path in paths:
        answer = person.page.goto(person.address + path)
        assert answer is not None and answer.status == 404, path
        assert not any(name in person.page.content() for name in NAMES)
        assert code not in person.page.locator("main").inner_text()
