"""The ASGI entry: HTTP goes to Django, live pictures go to the one door in `access`."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beholden.project.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import get_resolver
from granian.utils.proxies import wrap_asgi_with_proxy_headers

from beholden.project.bodies import SLACK, Application, Receive, Scope, Send, bounded
from beholden.project.loading import unswept


def _bounded() -> Application:
    with unswept():
        pages = get_asgi_application()
        from beholden.registry.tips import media  # rooms need Django to be set up

    # nobody who has not signed in hands in more than a tip
    return bounded(pages, media.MOST * media.LARGEST_VIDEO + SLACK, settings.SESSION_COOKIE_NAME)


_pages = _bounded()


async def _dispatch(scope: Scope, receive: Receive, send: Send) -> None:
    """Dispatch by kind of connection; anything unknown is closed."""
    if scope["type"] == "http":
        await _pages(scope, receive, send)
    elif scope["type"] == "websocket":
        # imported late: the room's models need Django to be set up
        from beholden.site.access.live import application as live

        await live(scope, receive, send)
    elif scope["type"] == "lifespan":
        await _lifespan(receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            _settle()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await send({"type": "lifespan.shutdown.complete"})
            return


def _settle() -> None:
    """Load every page's code now, and keep it out of later rounds of the garbage collector: each would cost a page
    some 50 ms (`beholden bench register` has the numbers)."""
    with unswept():
        get_resolver().check()
    gc.collect()
    gc.freeze()


# the register must name the viewer's address, not the proxy's; believed only from proxies that are named
application = wrap_asgi_with_proxy_headers(_dispatch, settings.PROXIES) if settings.PROXIES else _dispatch
