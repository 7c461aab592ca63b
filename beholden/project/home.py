"""The first address: everybody lands where their work is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.views.decorators.http import require_GET

from beholden.project import navigation


@require_GET
def home(request: HttpRequest) -> HttpResponseRedirect:
    """To the first place of the role's rail; strangers to sign in."""
    places = navigation.places_of(request)
    return HttpResponseRedirect(places[0].path if places else "/sign-in")
