"""State tables: what may be done to a case in which state, by whom, why not; printed for the docs, walked by tests."""

from beholden.engines.flow.printing import printed
from beholden.engines.flow.table import Flow, Holder, Reason, Step, Verdict
from beholden.engines.flow.walking import ends, leads, reachable

__all__ = ["Flow", "Holder", "Reason", "Step", "Verdict", "ends", "leads", "printed", "reachable"]
