"""The exports room as a Django app."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Packages of footage that leave: asked for, made, fetched, taken away again (R15(1), R16, R20)."""

    name = "beholden.site.exports"
    label = "exports"
    verbose_name = "录像调取包"
