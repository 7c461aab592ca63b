"""What the pages of requests have in common: finding one, blaming a field, going back with a sentence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from beholden.ground.people.refusals import Refused
from beholden.ground.people.web.doors import account_of as account_of
from beholden.site.requests import queries
from beholden.site.requests.models import FootageRequest


def found_of(request: HttpRequest, code: str) -> FootageRequest:
    """The request of this code, or 404."""
    found = queries.one(account_of(request), code)
    if found is None:
        raise Http404
    return found


def sentence(refused: Refused) -> str:
    """Why not, with the article it rests on."""
    cite = getattr(refused, "cite", "")
    return f"{refused}（{cite}）" if cite else str(refused)


def blame(form: Any, refused: Refused) -> None:
    """Put the sentence where it belongs: at its field, or above the form."""
    field = getattr(refused, "field", "")
    form.add_error(field if field in form.fields else None, sentence(refused))


def back(
    request: HttpRequest, found: FootageRequest, said: object = "", refused: Refused | None = None
) -> HttpResponse:
    """To the request's page with one sentence."""
    if refused is not None:
        messages.error(request, sentence(refused))
    elif said:
        messages.success(request, str(said))
    return HttpResponseRedirect(reverse("requests:request", args=[found.code]))
