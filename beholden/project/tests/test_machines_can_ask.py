"""Health, readiness, figures, log lines and the ASGI entry."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from beholden.engines.video.recorder import status as recorder
from beholden.ground.evidence import services
from beholden.project.figures import Figure, text
from beholden.project.logs import Lines

pytestmark = pytest.mark.django_db


def test_alive_needs_nothing_and_ready_needs_database_and_log(client: Client, settings: Settings) -> None:
    assert client.get("/healthz").content == b"ok\n"
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"database": "ok", "log": "ok", "recorder": "silent"})
    services.append("acc", {"number": 1})
    entries = Path(settings.DATA) / "ledger" / "access" / "entries"
    entries.write_bytes(b"")
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["log"]) == (503, "down")
    assert client.get("/healthz").status_code == 200


def values(body: str) -> dict[str, float]:
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in body.splitlines() if line[0] != "#"}


def test_figures_say_what_the_recorder_and_the_log_do(client: Client, settings: Settings) -> None:
    import time

    before = values(client.get("/metrics").content.decode())
    assert (before["beholden_recorder_up"], before["beholden_log_entries"]) == (0, 0)
    services.append("acc", {"number": 1})
    cameras = {key: {"state": state, "lost": 2} for key, state in (("c-1", "recording"), ("c-2", "lost"))}
    recorder.write(Path(settings.DATA), cameras, int(time.time() * 1e6), 1)
    body = client.get("/metrics").content.decode()
    after = values(body)
    assert after["beholden_recorder_up"] == 1
    assert after['beholden_cameras{state="recording"}'] == 1
    assert after['beholden_cameras{state="lost"}'] == 1
    assert after["beholden_packets_lost"] == 4
    assert after["beholden_log_entries"] == 1
    assert 0 < after["beholden_disk_free_bytes"] <= after["beholden_disk_bytes"]
    assert "c-1" not in body
    assert client.get("/readyz").json()["recorder"] == "ok"


def test_figures_are_for_this_machine_or_the_token(client: Client, settings: Settings) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.9").status_code == 403
    assert client.get("/metrics", headers={"x-forwarded-for": "192.0.2.9"}).status_code == 403
    assert client.get("/metrics", REMOTE_ADDR="").status_code == 403
    settings.METRICS_TOKEN = "token-密"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 403
    settings.METRICS_TOKEN = "token"
    token = {"authorization": "Bearer token"}
    assert client.get("/metrics", headers=token, REMOTE_ADDR="192.0.2.9").status_code == 200


def test_figures_of_one_name_stand_together_and_are_escaped() -> None:
    written = text(
        [
            Figure("b", "gauge", "Second.", {"k": 'a"\\\n'}, 1),
            Figure("a", "counter", "First.", {}, 2),
            Figure("b", "gauge", "Second.", {"k": "z"}, 3),
        ]
    )
    assert written == (
        '# HELP a First.\n# TYPE a counter\na 2\n# HELP b Second.\n# TYPE b gauge\nb{k="a\\"\\\\\\n"} 1\nb{k="z"} 3\n'
    )


def test_a_log_line_is_one_json_object_whatever_is_in_it() -> None:
    try:
        raise ValueError("bad\nthing \ud800")
    except ValueError:
        record = logging.LogRecord("room", logging.ERROR, __file__, 1, "said %s", ("城\n\ud800",), sys.exc_info())
    line = Lines().format(record)
    assert "\n" not in line
    read = json.loads(line)
    assert (read["level"], read["logger"], read["text"]) == ("ERROR", "room", "said 城\n?")
    assert "ValueError" in read["trace"]
    assert read["at"].endswith("+00:00")


def test_a_refusal_is_logged_in_one_line_without_a_trace() -> None:
    try:
        raise PermissionError("no")
    except PermissionError:
        made = [
            logging.LogRecord("django.request", level, __file__, 1, "Forbidden: /wall", (), sys.exc_info())
            for level in (logging.WARNING, logging.ERROR)
        ]
    assert ["trace" in json.loads(Lines().format(record)) for record in made] == [False, True]


@pytest.mark.parametrize("before", ["/set-up/", "/media/play/", "/media/live/", "/media/snapshot/"])
def test_what_opens_something_by_itself_is_no_part_of_a_line(before: str) -> None:
    try:
        raise ValueError(f"at {before}aB3-_x:1Q/rest")
    except ValueError:
        record = logging.LogRecord("room", 30, __file__, 1, "Not Found: %s", (f"{before}aB3-_x:1Q",), sys.exc_info())
    read = json.loads(Lines().format(record))
    assert read["text"] == f"Not Found: {before}…"
    assert f"{before}…/rest" in read["trace"]


def run(scope: dict[str, Any], *incoming: dict[str, Any]) -> list[dict[str, Any]]:
    from beholden.project.asgi import application

    sent: list[dict[str, Any]] = []
    waiting = list(incoming)

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(application(scope, receive, send))
    return sent


def test_the_entry_answers_the_servers_life_and_closes_unknown_sockets() -> None:
    life = run({"type": "lifespan"}, {"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})
    assert [message["type"] for message in life] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    socket = {"type": "websocket", "path": "/media/other", "headers": [], "query_string": b"", "client": ("::1", 1)}
    closed = run(socket, {"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1006})
    assert closed
    assert not [message for message in closed if message["type"] in ("websocket.accept", "websocket.send")]
