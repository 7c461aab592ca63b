"""Nouns of the orders room (M14, M15). Written by `services` only."""

from beholden.registry.orders.models.choices import (
    CLOSED,
    CLOSING,
    OPEN,
    RUNNING,
    FileKind,
    Kind,
    Manner,
    Result,
    State,
)
from beholden.registry.orders.models.order import NO_DAY, Order
from beholden.registry.orders.models.record import (
    CorrectionReport,
    OrderAct,
    OrderExtension,
    OrderFile,
    Reinspection,
)

__all__ = [
    "CLOSED",
    "CLOSING",
    "NO_DAY",
    "OPEN",
    "RUNNING",
    "CorrectionReport",
    "FileKind",
    "Kind",
    "Manner",
    "Order",
    "OrderAct",
    "OrderExtension",
    "OrderFile",
    "Reinspection",
    "Result",
    "State",
]
