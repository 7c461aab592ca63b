"""Who opens a WebSocket: cookies, origin and session of its handshake, read as Django reads a request's."""

from __future__ import annotations

from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language_from_request

from beholden.ground.people.queries import account_of_session
from beholden.site.access import duty
from beholden.site.access.duty import Visitor


class Caller:
    """The far end of a WebSocket. ``scope`` as ASGI gives it."""

    def __init__(self, scope: dict[str, Any]) -> None:
        self.path: str = scope.get("path", "")
        client = scope.get("client")
        self.address: str = str(client[0])[:45] if client else ""
        self.headers: dict[bytes, bytes] = dict(scope.get("headers", ()))

    def _header(self, name: bytes) -> str:
        return self.headers.get(name, b"").decode("latin-1")

    @cached_property
    def cookies(self) -> dict[str, str]:
        """The cookies of the handshake."""
        return parse_cookie(self._header(b"cookie"))

    @cached_property
    def language(self) -> str:
        """The reader's language."""
        request = HttpRequest()
        request.COOKIES = self.cookies
        request.META["HTTP_ACCEPT_LANGUAGE"] = self._header(b"accept-language")
        return get_language_from_request(request)

    def same_origin(self) -> bool:
        """A page of ours opened it: a browser sends cookies along with any site's socket, so the origin decides."""
        origin, host = self._header(b"origin"), self._header(b"host")
        domain, _ = split_domain_port(host)
        if not origin or not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
            return False
        return urlsplit(origin).netloc == host or origin in settings.CSRF_TRUSTED_ORIGINS

    def visitor(self) -> Visitor | None:
        """Who is signed in with this socket's session, read afresh each time; None when nobody is any more."""
        key = self.cookies.get(settings.SESSION_COOKIE_NAME)
        account = account_of_session(key, timezone.now())
        if key is None or account is None:
            return None
        session = import_module(settings.SESSION_ENGINE).SessionStore(key)
        return Visitor(account, key, duty.of(session), self.address)
