"""The inspections room as a Django app."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Plans, sampling, visits, records, findings (R24, M10 to M13)."""

    name = "beholden.registry.inspections"
    label = "inspections"
    verbose_name = "监督检查"
