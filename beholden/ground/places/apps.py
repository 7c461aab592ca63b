"""The Django app of the places room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    """Divisions, coordinates, the map."""

    name = "beholden.ground.places"
    label = "places"
    verbose_name = _("地点")
