"""Web, recorder and cameras for real: nothing flows before log and register have it, and nothing to strangers."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from beholden.engines.ledger import Log
from beholden.engines.video.fmp4.reader import children

pytestmark = pytest.mark.server
PASSWORD = "Xk7-quite-long-phrase"


@dataclass
class Browser:
    """A person at a browser, over real HTTP."""

    address: str
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def ask(self, path: str, form: dict[str, str] | None = None, wish: Any = None) -> tuple[int, bytes]:
        """GET, or POST a form or JSON; redirects are followed."""
        body = urllib.parse.urlencode(form).encode() if form is not None else None
        headers = {"Referer": self.address + path, "X-CSRFToken": self.cookie("csrftoken")}
        if wish is not None:
            body, headers["Content-Type"] = json.dumps(wish).encode(), "application/json"
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        try:
            with opener.open(urllib.request.Request(self.address + path, body, headers), timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read()

    def cookie(self, name: str) -> str:
        """A cookie's value, or ""."""
        return next((str(cookie.value) for cookie in self.jar if cookie.name == name), "")

    def look(self, camera: str, action: str, **interval: str) -> tuple[int, dict[str, Any]]:
        """POST /api/looks."""
        status, body = self.ask("/api/looks", wish={"camera": camera, "action": action, **interval})
        return status, json.loads(body)

    def watch(self, path: str) -> Any:
        """The live WebSocket with this browser's cookies."""
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)
        return connect(
            self.address.replace("http", "ws") + path,
            additional_headers={"Cookie": cookies},
            origin=self.address,  # type: ignore[arg-type]
        )


@dataclass
class Installation:
    """A running demo: its address, its data, and the set-up link of each account."""

    address: str
    data: Path
    links: dict[str, str]

    def person(self, username: str) -> Browser:
        """Sign in by the one-time link."""
        browser = Browser(self.address)
        assert browser.ask(self.links[username])[0] == 200
        status, _ = browser.ask(self.links[username], form={"password": PASSWORD, "again": PASSWORD})
        assert status in (200, 403)  # 403: their first page has no pictures for them
        return browser

    def row(self, number: int) -> tuple[Any, ...] | None:
        """(log index, leaf hash, bytes) of an entry, read past the web from the database file."""
        with sqlite3.connect(self.data / "beholden.sqlite") as database:
            found = database.execute(
                "SELECT log_index, leaf_hash, bytes FROM access_accessentry JOIN access_accessuse ON entry_id = number"
                " WHERE number = ?",
                (number,),
            ).fetchone()
            return tuple(found) if found else None

    def on_log(self, index: int) -> tuple[str, dict[str, Any]]:
        """(leaf hash, entry) at an index, read past the web from the log's file."""
        log = Log(self.data / "ledger" / "access")
        try:
            return log.tree.leaf(index).hex(), json.loads(log.read(index))
        finally:
            log.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """`beholden demo --run`: four cameras, a recorder, a web server."""
    data = tmp_path_factory.mktemp("running") / "data"
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("BEHOLDEN_", "DATABASE_", "DJANGO_"))
    }
    command = [
        sys.executable,
        "-m",
        "beholden.cli",
        "demo",
        "--run",
        "--port",
        "0",
        "--workers",
        "1",
        "--data",
        str(data),
    ]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        said = ""
        assert process.stdout is not None
        while said.count("/set-up/") < 9:
            line = process.stdout.readline()
            assert line, f"ended early: {said}"
            said += line
        address = re.findall(r"http://127\.0\.0\.1:\d+", said)[0]
        yield Installation(
            address, data, dict(re.findall(r"^\s+(\w+)\s+http://[^/]+(/set-up/\S+)", said, re.MULTILINE))
        )
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


@pytest.fixture(scope="module")
def guard(running: Installation) -> Browser:
    """The guard on duty."""
    browser = running.person("guard")
    assert browser.ask("/duty", form={"purpose": "duty", "note": ""})[0] == 200
    return browser


@pytest.fixture(scope="module")
def camera(guard: Browser) -> str:
    """A camera that is being recorded."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        told = json.loads(guard.ask("/api/cameras")[1])["cameras"]
        ready = [one["code"] for one in told if one["state"] == "recording"]
        if ready:
            return str(ready[0])
        time.sleep(0.3)
    raise AssertionError(told)


def test_live_flows_after_log_and_register_and_ends_with_the_sign_out(running: Installation, camera: str) -> None:
    browser = running.person("manager")
    browser.ask("/duty", form={"purpose": "incident", "note": "12 号柜台"})
    status, look = browser.look(camera, "live")
    assert status == 201
    row = running.row(look["number"])
    assert row is not None
    leaf, entry = running.on_log(row[0])
    assert (leaf, entry["number"], row[2]) == (row[1], look["number"], 0)

    with browser.watch(look["urls"]["live"]) as socket:
        said = json.loads(socket.recv(10))
        assert said["mime"] == f'video/mp4; codecs="{look["codec"]}"'
        got = [socket.recv(10) for _ in range(10)]
        assert [kind for kind, _, _ in children(got[0], 0, len(got[0]))] == [b"ftyp", b"moov"]
        assert browser.ask("/sign-out", form={})[0] == 200
        since, last = time.monotonic(), ""
        for message in socket:
            last = message if isinstance(message, str) else last
            got += [] if isinstance(message, str) else [message]
        assert time.monotonic() - since < 5
        assert json.loads(last)["end"] == "signed_out"
    deadline = time.monotonic() + 5
    flowed = sum(len(message) for message in got)
    while (running.row(look["number"]) or (0, 0, 0))[2] != flowed and time.monotonic() < deadline:
        time.sleep(0.1)
    assert (running.row(look["number"]) or (0, 0, 0))[2] == flowed


def test_a_minute_that_is_being_recorded_plays_through_the_door(
    running: Installation, guard: Browser, camera: str
) -> None:
    deadline = time.monotonic() + 30
    while True:
        now = datetime.now(UTC)
        interval = {"from": (now - timedelta(seconds=20)).isoformat(), "to": (now + timedelta(seconds=20)).isoformat()}
        status, look = guard.look(camera, "playback", **interval)
        address = look["urls"]["playlist"] if status == 201 else ""
        pieces = (
            [line for line in guard.ask(address)[1].decode().splitlines() if line.endswith(".m4s")] if address else []
        )
        if pieces:
            break
        assert time.monotonic() < deadline, look
        time.sleep(1)
    base = address.removesuffix("index.m3u8")
    status, piece = guard.ask(base + pieces[0])
    assert (status, [kind for kind, _, _ in children(piece, 0, len(piece))][:2]) == (200, [b"moof", b"mdat"])
    status, picture = guard.ask(guard.look(camera, "snapshot")[1]["urls"]["snapshot"])
    assert (status, picture[:3]) == (200, b"\xff\xd8\xff")
    number = json.loads(guard.ask("/api/register")[1])["entries"][0]["number"]
    assert running.row(number) is not None


def test_strangers_get_nothing_and_the_auditor_sees_the_register_only(
    running: Installation, guard: Browser, camera: str
) -> None:
    _, look = guard.look(camera, "live")
    address = look["urls"]["live"]
    for username, expected in (
        ("guard2", 404),
        ("county2", 404),
        ("sysadmin", 403),
        ("secadmin", 403),
        ("auditor", 403),
    ):
        stranger = running.person(username)
        stranger.ask("/duty", form={"purpose": "duty", "note": ""})
        assert stranger.look(camera, "live")[0] == expected, username
        with pytest.raises(InvalidStatus) as refused, stranger.watch(address):
            pass
        assert refused.value.response.status_code == 403
        if username == "auditor":
            entries = json.loads(stranger.ask("/api/register")[1])["entries"]
            assert {"foreign_token", "other_site", "administrator"} <= {entry["why"] for entry in entries}
            assert stranger.ask("/wall")[0] == 403
            assert json.loads(stranger.ask("/api/cameras")[1])["cameras"] == []
    with guard.watch(address) as socket:  # the look itself was not spoiled
        assert json.loads(socket.recv(10))["codec"]
