"""The orders room as a Django app."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Orders to correct, service, term, re-inspection (M14, M15)."""

    name = "beholden.registry.orders"
    label = "orders"
    verbose_name = "责令改正"
