"""Who may enter a page: a decorator a view, so that the rights stand above the code they guard."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from beholden.ground.people.models import Account

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Anybody with an account; strangers are sent to sign in and come back."""
    return only(lambda account: True)(view)


def only(allowed: Callable[[Account], bool]) -> Callable[[View], View]:
    """Accounts for whom ``allowed`` holds; others get 403, strangers are sent to sign in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not isinstance(request.user, Account):
                return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
            if not allowed(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: everything posted, also when that is nothing; None for other methods."""
    return request.POST if request.method == "POST" else None


def account_of(request: HttpRequest) -> Account:
    """The signed-in person; the doors let nobody else through."""
    assert isinstance(request.user, Account)
    return request.user
