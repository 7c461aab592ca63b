"""How much one request may send. Django writes a body to the disk before any page runs: whoever has not signed in could
fill it with one request that never ends.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[..., Awaitable[None]]

SLACK: Final = 1 << 20  # words and separators of a form
SIGNED_IN: Final = 4 << 30  # bytes; a body camera's recording is the largest thing that is handed in
_SENTENCE: Final = "上传内容过大，请分次提交。 Too large for one request; send it in parts.\n"


def bounded(application: Application, public: int, session: str) -> Application:
    """``application``, whose requests end at ``public`` bytes, at SIGNED_IN where a cookie ``session`` comes along.

    A request that says itself it is longer gets 413 before a byte of it is read; one that does not is cut off.
    """

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        headers = dict(scope["headers"])
        most = SIGNED_IN if f"{session}=".encode() in headers.get(b"cookie", b"") else public
        said = headers.get(b"content-length", b"0")
        if said.isdigit() and int(said) > most:
            await _refused(send)
            return
        came = 0

        async def counted() -> dict[str, Any]:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            return message if came <= most else {"type": "http.disconnect"}

        await application(scope, counted, send)

    return inside


async def _refused(send: Send) -> None:
    body = _SENTENCE.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
