"""The only writers of the orders room."""

from beholden.registry.orders.services.correcting import extend, report_correction
from beholden.registry.orders.services.drafting import Ground, Wording, discard, draft_from, edit, fix_hashes
from beholden.registry.orders.services.files import fix_files, fix_from_visit
from beholden.registry.orders.services.issuing import issue, revoke
from beholden.registry.orders.services.reinspecting import conclude, plan_due, plan_reinspection, visit_closed
from beholden.registry.orders.services.serving import Service, reveal_people, serve
from beholden.registry.orders.services.writing import Conflict, Refused

__all__ = [
    "Conflict",
    "Ground",
    "Refused",
    "Service",
    "Wording",
    "conclude",
    "discard",
    "draft_from",
    "edit",
    "extend",
    "fix_files",
    "fix_from_visit",
    "fix_hashes",
    "issue",
    "plan_due",
    "plan_reinspection",
    "report_correction",
    "reveal_people",
    "revoke",
    "serve",
    "visit_closed",
]
