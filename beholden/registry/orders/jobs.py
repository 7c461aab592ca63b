"""Jobs of the orders room: a re-inspection whose day has come appears by itself (M15)."""

from __future__ import annotations

from beholden.registry.orders.services import plan_due

JOBS = [("plan_due", 600.0, plan_due)]
