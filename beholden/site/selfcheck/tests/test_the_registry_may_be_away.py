"""The wire to the registry: a closed port, a server that says nonsense or too much, an address that is none."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from beholden.site.selfcheck import registry
from beholden.site.selfcheck.registry import LARGEST, Answer, Unreachable


@contextmanager
def server(status: int, body: bytes) -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    heard: list[tuple[str, bytes]] = []

    class Said(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    http = HTTPServer(("127.0.0.1", 0), Said)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}", heard
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def test_a_note_arrives_byte_for_byte_and_a_long_answer_is_cut(settings: Any) -> None:
    with server(201, b"x" * (LARGEST + 5)) as (address, heard):
        settings.REGISTRY = [address]
        answer = registry.post("/api/attestations", "beholden — note\n".encode())
    assert heard == [("/api/attestations", "beholden — note\n".encode())]
    assert (answer.status, len(answer.body), answer.json) == (201, LARGEST, {})


def test_a_closed_port_and_no_address_are_told_apart(settings: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.REGISTRY = [f"http://127.0.0.1:{taken.getsockname()[1]}"]  # bound, nobody listens
        with pytest.raises(Unreachable, match="refused"):
            registry.post("/api/standing", b"")
    settings.REGISTRY, settings.ROLE = [], "site"
    with pytest.raises(Unreachable, match="BEHOLDEN_REGISTRY"):
        registry.post("/api/standing", b"")


def test_site_and_registry_in_one_ask_themselves_where_paper_leads(settings: Any) -> None:
    settings.REGISTRY, settings.ROLE, settings.PUBLIC_ORIGIN = [], "all", ["https://video.example.cn"]
    assert registry.where() == "https://video.example.cn"
    settings.REGISTRY = ["https://registry.example.cn"]
    assert registry.where() == "https://registry.example.cn"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('{"title": "不认识"}'.encode(), "不认识"),
        (b'{"detail": "no"}', "no"),
        (b"<html>", "HTTP 403"),
        (b"[]", "HTTP 403"),
        (b'{"title": "' + b"x" * 999 + b'"}', "x" * 300),
    ],
    ids=["title", "detail", "page", "list", "long"],
)
def test_the_reason_of_a_refusal_is_one_short_sentence(body: bytes, why: str) -> None:
    assert Answer(403, body).why == why
