"""Ends sessions that are over (idle, too long, revoked) before a view sees them, and keeps the device list current.

Why one ended goes to the sign-in page in a cookie: a page that asks by itself may be the first that is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from beholden.ground.people.models import SignIn
from beholden.ground.people.services import sign_ins

WHY_COOKIE: Final = "signed_out"
_TOLD_SECONDS: Final = 600


class SignInMiddleware:
    """Stands right after Django's AuthenticationMiddleware. One query a request of a signed-in person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        why = ""
        if request.session.session_key and request.user.is_authenticated:
            why = self._check(request)
        elif key := request.COOKIES.get(settings.SESSION_COOKIE_NAME):
            why = sign_ins.why_ended(key)
        response = self.get_response(request)
        if why:
            tell(response, why)
        elif WHY_COOKIE in request.COOKIES and request.user.is_authenticated:
            response.delete_cookie(WHY_COOKIE, path=settings.LOGIN_URL, samesite=settings.SESSION_COOKIE_SAMESITE)
        return response

    def _check(self, request: HttpRequest) -> str:
        """Why this sign-in is over, now or before; "" when it goes on."""
        now = timezone.now()
        sign_in = SignIn.objects.filter(session_key=request.session.session_key).first()
        why = sign_ins.is_over(sign_in, now) if sign_in else "unknown"
        if not why and sign_in is not None:
            request.sign_in = sign_in  # type: ignore[attr-defined]
            sign_ins.touch(sign_in, now)
            return ""
        if sign_in is not None and why != "ended":
            sign_ins.end_sign_in(sign_in, why=why, at=now)
        logout(request)
        return why


def tell(response: HttpResponse, why: str) -> None:
    """Let the sign-in page of this browser say why it is seen, for ten minutes. Only that page gets the word."""
    response.set_cookie(
        WHY_COOKIE,
        why,
        max_age=_TOLD_SECONDS,
        path=settings.LOGIN_URL,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite=settings.SESSION_COOKIE_SAMESITE,
    )
