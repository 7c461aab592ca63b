"""The room of calls in Django's words."""

from __future__ import annotations

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Writing calls of scripts and the answers they got."""

    name = "beholden.ground.calls"
    label = "calls"
    verbose_name = "接口调用"
