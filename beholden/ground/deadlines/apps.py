"""The Django app of the deadlines room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeadlinesConfig(AppConfig):
    """Legal clocks and reminders."""

    name = "beholden.ground.deadlines"
    label = "deadlines"
    verbose_name = _("法定期限")
