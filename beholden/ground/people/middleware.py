"""Ends sessions that are over (idle, too long, revoked) before a view sees them, and keeps the device list current."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from beholden.ground.people.models import SignIn
from beholden.ground.people.services import sign_ins


class SignInMiddleware:
    """Stands right after Django's AuthenticationMiddleware. One query a request of a signed-in person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            self._check(request)
        return self.get_response(request)

    def _check(self, request: HttpRequest) -> None:
        now = timezone.now()
        sign_in = SignIn.objects.filter(session_key=request.session.session_key).first()
        why = sign_ins.is_over(sign_in, now) if sign_in else "unknown"
        if not why and sign_in is not None:
            request.sign_in = sign_in  # type: ignore[attr-defined]
            sign_ins.touch(sign_in, now)
            return
        if sign_in is not None and why != "ended":
            sign_ins.end_sign_in(sign_in, why=why, at=now)
        logout(request)
        request.sign_in_over = why  # type: ignore[attr-defined]
