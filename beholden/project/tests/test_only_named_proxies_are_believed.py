"""The register names the viewer's address: a forwarded one counts from a named proxy only."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ASK = """
import asyncio, json, sys
from beholden.project.asgi import application
import beholden.project.health as health

async def ask(client):
    sent = []
    incoming = [{"type": "http.request", "body": b"", "more_body": False}]
    async def receive():
        return incoming.pop() if incoming else await asyncio.Event().wait()
    async def send(message): sent.append(message)
    headers = [(b"host", b"127.0.0.1"), (b"x-forwarded-for", b"198.51.100.7"), (b"x-forwarded-proto", b"https")]
    scope = {"type": "http", "method": "GET", "path": "/metrics", "raw_path": b"/metrics", "query_string": b"",
             "headers": headers, "client": (client, 1), "server": ("127.0.0.1", 80), "scheme": "http",
             "http_version": "1.1", "asgi": {"version": "3.0"}, "root_path": ""}
    await application(scope, receive, send)

seen = []
def note(request):
    seen.append([request.META.get("REMOTE_ADDR"), request.is_secure()])
    return False
health._may_read = note
for client in sys.argv[1:]:
    asyncio.run(ask(client))
sys.stdout.write(json.dumps(seen))
"""


@pytest.mark.parametrize(
    ("proxies", "seen"),
    [
        ("", [["10.0.0.2", False], ["192.0.2.9", False]]),
        ("10.0.0.0/24", [["198.51.100.7", True], ["192.0.2.9", False]]),
    ],
)
def test_an_address_is_taken_from_a_named_proxy_and_from_nobody_else(
    tmp_path: Path, root: Path, proxies: str, seen: list[list[object]]
) -> None:
    environment = {"BEHOLDEN_DATA": str(tmp_path), "PYTHONPATH": str(root), "BEHOLDEN_PROXIES": proxies}
    environment["BEHOLDEN_LOG_LEVEL"] = "ERROR"
    command = [sys.executable, "-c", ASK, "10.0.0.2", "192.0.2.9"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == seen
