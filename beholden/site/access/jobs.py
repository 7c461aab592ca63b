"""What must happen though nobody asks: looks that nobody ended are ended, a crash between log and row is mended."""

from __future__ import annotations

from collections.abc import Callable

from beholden.site.access import retaining, services

# (name, seconds between runs, what)
JOBS: tuple[tuple[str, float, Callable[[], object]], ...] = (
    ("end_forgotten_looks", 60.0, services.end_forgotten),
    ("mend_register", 300.0, services.reconcile),
    ("erase_register", 24 * 3600.0, retaining.erase_due),
)
