"""The statistics room as a Django app."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """Figures of filing and supervision, fairness of inspection."""

    name = "beholden.registry.statistics"
    label = "statistics"
    verbose_name = "统计"
