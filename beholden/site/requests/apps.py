"""The requests room as a Django app."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """Requests to see or take away footage of four kinds (R16, R20 to R22)."""

    name = "beholden.site.requests"
    label = "requests"
    verbose_name = "查阅调取"
