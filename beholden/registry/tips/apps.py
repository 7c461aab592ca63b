"""The tips room as a Django app."""

from django.apps import AppConfig


class TipsConfig(AppConfig):
    """Tips about installations and complaints about officials (R24(2), R25(2), M16)."""

    name = "beholden.registry.tips"
    label = "tips"
    verbose_name = "举报和检举控告"
