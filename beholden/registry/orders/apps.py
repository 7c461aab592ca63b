"""The orders room as a Django app."""

from typing import Any

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Orders to correct, service, term, re-inspection (M14, M15)."""

    name = "beholden.registry.orders"
    label = "orders"
    verbose_name = "责令改正"

    def ready(self) -> None:
        """Letters are known, clocks lead to the order's page, a closed visit is heard of."""
        from beholden.ground.deadlines import reminders, subjects
        from beholden.ground.documents import kinds
        from beholden.ground.evidence import wording
        from beholden.registry.inspections.signals import inspection_closed
        from beholden.registry.orders import letters, logged, queries, reminding

        kinds.register(*letters.KINDS)
        subjects.register("order", "orders:order", queries.numbers)
        inspection_closed.connect(_heard, dispatch_uid="orders.visit_closed")
        reminders.register("orders", reminding.reminders)
        wording.register("order", logged.NAMES, logged.VALUES)


def _heard(sender: object, inspection: Any, **_more: object) -> None:
    from beholden.registry.orders.services import visit_closed

    visit_closed(inspection)
