"""The only writers of the tips room."""

from beholden.registry.filings.answers import Refused
from beholden.registry.tips.services.adding import add
from beholden.registry.tips.services.complaints import (
    ComplaintFields,
    accept,
    answer_complaint,
    ask_complainant,
    complain,
    examine,
    route_complaint,
)
from beholden.registry.tips.services.following_up import open_case, plan_visit
from beholden.registry.tips.services.handling import (
    acknowledge,
    answer,
    ask,
    locate,
    reveal,
    route,
    take,
    take_over,
)
from beholden.registry.tips.services.passing import transfer
from beholden.registry.tips.services.receiving import TipFields, checked, receive
from beholden.registry.tips.services.writing import now_or

__all__ = [
    "ComplaintFields",
    "Refused",
    "TipFields",
    "accept",
    "acknowledge",
    "add",
    "answer",
    "answer_complaint",
    "ask",
    "ask_complainant",
    "checked",
    "complain",
    "examine",
    "locate",
    "now_or",
    "open_case",
    "plan_visit",
    "receive",
    "reveal",
    "route",
    "route_complaint",
    "take",
    "take_over",
    "transfer",
]
