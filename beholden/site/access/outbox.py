"""What waits for one viewer of a live picture: bounded, and whole pictures only."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final

from beholden.engines.video.recorder.live import LiveMessage

LIMIT: Final = 4 << 20  # bytes: some seconds of one camera


class Outbox:
    """A viewer too slow for its camera loses what waits and goes on at the next key frame; memory stays bounded."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.waiting: deque[LiveMessage] = deque()
        self.size = 0
        self.dropped = 0
        self._skipping = False
        self._filled = asyncio.Event()

    def put(self, message: LiveMessage) -> None:
        """Take a message in; drops pictures rather than grow."""
        if message.kind == "media":
            if message.key:
                self._skipping = False
            if self.waiting and self.size + len(message.payload) > self.limit:
                self._drop()
                self._skipping = not message.key
            if self._skipping:
                self.dropped += 1
                return
        self.waiting.append(message)
        self.size += len(message.payload)
        self._filled.set()

    async def take(self) -> LiveMessage:
        """The next message; waits for one."""
        while not self.waiting:
            self._filled.clear()
            await self._filled.wait()
        message = self.waiting.popleft()
        self.size -= len(message.payload)
        return message

    def _drop(self) -> None:
        kept = [message for message in self.waiting if message.kind != "media"]
        self.dropped += len(self.waiting) - len(kept)
        self.waiting = deque(kept)
        self.size = sum(len(message.payload) for message in kept)
