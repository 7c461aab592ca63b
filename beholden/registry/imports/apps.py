"""The imports room as a Django app."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Camera lists brought into a filing."""

    name = "beholden.registry.imports"
    label = "imports"
    verbose_name = "点位导入"
