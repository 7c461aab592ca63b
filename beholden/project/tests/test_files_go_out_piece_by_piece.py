"""What is large is never held whole: a file leaves as it is read, and is closed when its reader goes away."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path

PIECES = [b"x" * 1000] * 50
read: list[int] = []
closed: list[bool] = []


def pieces() -> Iterator[bytes]:
    try:
        for number, piece in enumerate(PIECES):
            read.append(number)
            yield piece
    finally:
        closed.append(True)


def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(pieces())


def file(request: HttpRequest, name: str) -> FileResponse:
    return FileResponse(Path(name).open("rb"), as_attachment=True)


def words(request: HttpRequest) -> HttpResponse:
    return HttpResponse("words")


urlpatterns = [path("stream", stream), path("file<path:name>", file), path("words", words)]


@pytest.fixture(autouse=True)
def bare(settings: Any) -> None:
    read.clear()
    closed.clear()
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "Flowing" in name]
    assert settings.MIDDLEWARE, "the settings leave it out"


def asked(address: str) -> ApplicationCommunicator:
    scope = {"type": "http", "method": "GET", "path": address, "headers": [], "query_string": b""}
    return ApplicationCommunicator(get_asgi_application(), {**scope, "http_version": "1.1"})


async def answered(address: str) -> bytes:
    talk, got = asked(address), b""
    await talk.send_input({"type": "http.request", "body": b""})
    assert (await talk.receive_output())["status"] == 200
    while True:
        message = await talk.receive_output(5)
        got += message.get("body", b"")
        if not message.get("more_body"):
            await talk.wait()
            return got


def test_streams_and_files_arrive_whole_and_nothing_is_read_beforehand(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"".join(PIECES) * 5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert asyncio.run(answered("/stream")) == b"".join(PIECES)
        assert closed == [True]
        assert asyncio.run(answered(f"/file{tmp_path}/a.bin")) == b"".join(PIECES) * 5
        assert asyncio.run(answered("/words")) == b"words"
    assert b"".join(Client().get("/stream").streaming_content) == b"".join(PIECES)  # type: ignore[attr-defined]


def test_a_reader_who_goes_away_ends_the_reading() -> None:
    async def gone() -> None:
        talk = asked("/stream")
        await talk.send_input({"type": "http.request", "body": b""})
        await talk.receive_output()
        await talk.receive_output()
        assert len(read) < len(PIECES), "all was read before the first byte left"
        await talk.send_input({"type": "http.disconnect"})
        await talk.wait()

    asyncio.run(gone())
    assert closed == [True]
