"""Who reads the ledger: the auditor. This room stands below `people`, so it asks the account by its role's name."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


def may_read_ledger(account: Any) -> bool:
    """Auditors, while their account is active."""
    return bool(account.is_authenticated and account.is_active and account.role == "auditor")


def auditors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for auditors: others get 403, strangers are sent to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_read_ledger(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(guarded)
