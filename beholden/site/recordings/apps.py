"""The Django app of the recordings room: it listens when cameras change."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordingsConfig(AppConfig):
    """Roster, storage, retention, holds, alarms."""

    name = "beholden.site.recordings"
    label = "recordings"
    verbose_name = _("录像")

    def ready(self) -> None:
        """Follow the systems room."""
        from beholden.site.recordings import receivers

        receivers.connect()
