"""Files go out piece by piece. Under ASGI, Django would read all of a synchronous stream before its first byte leaves:
a two-gigabyte recording would stand in memory once a reader.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse


class FlowingMiddleware:
    """Stands above WhiteNoise, whose built files are such streams too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response, its stream made asynchronous where the server is."""
        response = self.get_response(request)
        if isinstance(request, ASGIRequest) and isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = _flowing(iter(response.streaming_content))
        return response


async def _flowing(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """One at a time, nothing read ahead of a slow receiver; the response still closes what they come from."""
    while (piece := await sync_to_async(next)(pieces, None)) is not None:
        yield piece
