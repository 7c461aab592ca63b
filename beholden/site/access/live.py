"""Live pictures: one look, one WebSocket, relayed from the recorder while the leave stands (R16(2)(2)).

The register entry was written and committed when the token was made; this application reads the token and nothing else
opens the socket. It asks again every two seconds, so a revoked grant, a sign-out or the end of duty ends the picture.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone, translation

from beholden.engines.video.recorder.live import LiveMessage, LiveUnavailable, watch
from beholden.site.access import door, handshake, services
from beholden.site.access.models import Action, Ended
from beholden.site.access.outbox import Outbox
from beholden.site.access.refusals import Shut, detail
from beholden.site.access.tokens import Token

logger = logging.getLogger(__name__)

T = TypeVar("T")
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

PREFIX: Final = "/media/live/"
ASK_SECONDS: Final = 2.0  # how often the leave is asked for again
COUNT_SECONDS: Final = 20.0  # how often the bytes let out so far are written down
_SILENT = frozenset({"no_token", "origin", "signed_out", "foreign_token"})  # no socket at all
_ENDED: Final[dict[str, Ended]] = {
    "viewer": Ended.VIEWER,
    "ended": Ended.VIEWER,
    "camera": Ended.CAMERA,
    "no_picture": Ended.CAMERA,
    "recorder": Ended.CAMERA,
    "expired": Ended.EXPIRED,
    "revoked": Ended.REVOKED,
    "signed_out": Ended.SIGNED_OUT,
    "duty_ended": Ended.DUTY_ENDED,
    "stopping": Ended.STOPPED,
}


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI WebSocket application of `/media/live/<token>`."""
    if (await receive())["type"] != "websocket.connect":
        return
    caller = handshake.Caller(scope)
    try:
        token = await in_database(_admit, caller)
    except Shut as shut:
        await _decline(send, shut.code, caller.language)
        return
    except DatabaseError as error:
        logger.error("live: nobody can be admitted: %s", error)
        await _decline(send, "log_unavailable", caller.language)
        return
    await send({"type": "websocket.accept"})
    await _Relay(token, caller, receive, send).run()


def _admit(caller: handshake.Caller) -> Token:
    path = str(caller.path)
    if not path.startswith(PREFIX):
        raise Shut("no_token")
    if not caller.same_origin():
        raise Shut("origin")
    now = timezone.now()
    token = door.admit(caller.visitor(), path.removeprefix(PREFIX), Action.LIVE, now)
    if not services.open_live(token.number, now):
        raise Shut("busy")
    return token


async def _decline(send: Send, code: str, language: str) -> None:
    if code not in _SILENT:
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": _end_text(code, language)})
    await send({"type": "websocket.close", "code": 4403})


def _end_text(code: str, language: str) -> str:
    with translation.override(language):
        return json.dumps({"end": code, "detail": detail(code)}, ensure_ascii=False)


async def in_database(function: Callable[..., T], *args: Any) -> T:
    """Run ``function`` in a worker thread that leaves no connection behind."""

    def called() -> T:
        try:
            return function(*args)
        finally:
            close_old_connections()

    return await sync_to_async(called, thread_sensitive=False)()


class _Relay:
    """One open live picture."""

    def __init__(self, token: Token, caller: handshake.Caller, receive: Receive, send: Send) -> None:
        self.token = token
        self.caller = caller
        self.receive = receive
        self.send = send
        self.outbox = Outbox()
        self.bytes = 0  # let out and not yet written down
        self.codec = ""

    async def run(self) -> None:
        """Relay until the first of: viewer gone, camera gone, leave gone. Always writes the end."""
        tasks = [asyncio.create_task(step()) for step in (self._read, self._write, self._listen, self._ask)]
        code = "stopping"
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            code = next(iter(done)).result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await in_database(self._end, _ENDED.get(code, Ended.LOST))
        if code != "viewer":
            await self._say_end(code)

    def _end(self, why: Ended) -> None:
        try:
            services.went_out(self.token.number, self.bytes)
            services.end(self.token.number, why)
        except DatabaseError as error:  # the job ends it later; the picture has stopped either way
            logger.error("live No.%d: its end could not be written: %s", self.token.number, error)

    async def _say_end(self, code: str) -> None:
        try:
            await self.send({"type": "websocket.send", "text": _end_text(code, self.caller.language)})
            await self.send({"type": "websocket.close", "code": 1000})
        except (OSError, RuntimeError):  # the viewer left in the same moment
            logger.debug("live No.%d: viewer gone before the end was said", self.token.number)

    async def _read(self) -> str:
        try:
            async for message in watch(settings.DATA, self.token.camera):
                if message.kind == "end":
                    break
                self.outbox.put(message)
        except LiveUnavailable as unavailable:
            return "recorder" if unavailable.code == "not_running" else "no_picture"
        return "camera"

    async def _write(self) -> str:
        while True:
            message = await self.outbox.take()
            try:
                await self._send(message)
            except (OSError, RuntimeError):  # what servers raise when the peer is gone
                return "viewer"

    async def _send(self, message: LiveMessage) -> None:
        if message.kind == "init" and message.codec_string != self.codec:
            self.codec = message.codec_string
            said = {"codec": self.codec, "mime": f'video/mp4; codecs="{self.codec}"'}
            await self.send({"type": "websocket.send", "text": json.dumps(said)})
        self.bytes += len(message.payload)
        await self.send({"type": "websocket.send", "bytes": message.payload})

    async def _listen(self) -> str:
        while (await self.receive())["type"] != "websocket.disconnect":
            pass
        return "viewer"

    async def _ask(self) -> str:
        since = 0.0
        while True:
            await asyncio.sleep(ASK_SECONDS)
            since += ASK_SECONDS
            count = self.bytes if since >= COUNT_SECONDS else None
            if count is not None:
                since, self.bytes = 0.0, self.bytes - count
            if code := await in_database(self._standing, count):
                return code

    def _standing(self, count: int | None) -> str:
        try:
            return self._why_not(count)
        except DatabaseError as error:  # leave that cannot be confirmed is no leave
            logger.error("live No.%d: leave cannot be confirmed: %s", self.token.number, error)
            return "log_unavailable"

    def _why_not(self, count: int | None) -> str:
        visitor = self.caller.visitor()
        if visitor is None:
            return "signed_out"
        if count is not None:
            services.went_out(self.token.number, count)
        return door.standing(self.token, visitor, timezone.now())
