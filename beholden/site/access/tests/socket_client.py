"""The far end of a live WebSocket, speaking ASGI to the application itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client

from beholden.site.access.live import application


class Viewer:
    """One browser tab. ``on_bytes`` is called for each binary message before anything else happens."""

    def __init__(self, client: Client, address: str, **headers: str) -> None:
        said = {"host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000", **headers}
        morsel = client.cookies.get(settings.SESSION_COOKIE_NAME)
        if morsel is not None:
            said.setdefault("cookie", f"{settings.SESSION_COOKIE_NAME}={morsel.value}")
        self.scope = {
            "type": "websocket",
            "path": address,
            "client": ("10.1.2.3", 50000),
            "headers": [(name.encode(), value.encode()) for name, value in said.items() if value],
        }
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.incoming.put_nowait({"type": "websocket.connect"})
        self.messages: list[dict[str, Any]] = []
        self.arrived = asyncio.Event()
        self.on_bytes: Callable[[bytes], None] | None = None
        self.pause = 0.0
        self.task = asyncio.create_task(application(self.scope, self.incoming.get, self._send))

    async def _send(self, message: dict[str, Any]) -> None:
        if message.get("bytes") is not None and self.on_bytes is not None:
            await asyncio.to_thread(self.on_bytes, message["bytes"])
        if self.pause:
            await asyncio.sleep(self.pause)
        self.messages.append(message)
        self.arrived.set()

    @property
    def texts(self) -> list[str]:
        """Text messages so far."""
        return [message["text"] for message in self.messages if message.get("text")]

    @property
    def pictures(self) -> list[bytes]:
        """Binary messages so far."""
        return [message["bytes"] for message in self.messages if message.get("bytes")]

    @property
    def accepted(self) -> bool:
        """The socket was opened."""
        return any(message["type"] == "websocket.accept" for message in self.messages)

    async def until(self, holds: Callable[[], bool], seconds: float = 10) -> None:
        """Wait for messages until ``holds``; fails after ``seconds`` or when the application ends without it."""
        async with asyncio.timeout(seconds):
            while not holds():
                if self.task.done():
                    self.task.result()
                    assert holds(), self.messages[-3:]
                    return
                self.arrived.clear()
                waiting = asyncio.create_task(self.arrived.wait())
                await asyncio.wait([waiting, self.task], return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()

    async def leave(self) -> None:
        """Close the tab; returns when the application has ended."""
        self.incoming.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await asyncio.wait_for(self.task, 10)

    async def ended(self, seconds: float = 10) -> None:
        """Wait until the application ends by itself."""
        await asyncio.wait_for(asyncio.shield(self.task), seconds)
