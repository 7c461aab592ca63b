"""Nobody fills the disk with one request."""

from __future__ import annotations

import asyncio
from typing import Any

from beholden.project.bodies import SIGNED_IN, bounded

PUBLIC = 3_000


def tried(pieces: list[bytes], *headers: tuple[bytes, bytes], kind: str = "http") -> tuple[int, list[str], int]:
    """Bytes the application read, the kinds of message it got, and the status that was answered (0: none)."""
    left = list(pieces)
    read, kinds, status = 0, list[str](), 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        nonlocal read
        while left:
            message = await receive()
            kinds.append(message["type"])
            read += len(message.get("body", b""))
            if message["type"] == "http.disconnect":
                return
        await send({"type": "http.response.start", "status": 200})

    scope = {"type": kind, "headers": list(headers)}
    asyncio.run(bounded(application, PUBLIC, "who")(scope, receive, send))
    return read, kinds, status


def test_a_request_without_a_session_ends_at_what_a_tip_may_hold() -> None:
    assert tried([bytes(1_000)] * 3) == (3_000, ["http.request"] * 3, 200)
    assert tried([bytes(1_000)] * 9) == (3_000, ["http.request"] * 3 + ["http.disconnect"], 0)
    assert tried([bytes(1)], (b"content-length", b"3001")) == (0, [], 413)
    assert tried([bytes(1)], (b"content-length", b"2999")) == (1, ["http.request"], 200)


def test_somebody_signed_in_may_send_more_but_not_without_end() -> None:
    mine = (b"cookie", b"lang=zh; who=abc")
    assert tried([bytes(1_000)] * 9, mine) == (9_000, ["http.request"] * 9, 200)
    assert tried([b""], mine, (b"content-length", str(SIGNED_IN + 1).encode())) == (0, [], 413)


def test_sockets_are_left_alone() -> None:
    assert tried([bytes(9_000)], kind="websocket")[2] == 200
