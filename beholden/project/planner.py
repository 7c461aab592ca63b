"""What SQLite's planner knows of its tables: counted anew every hour, as PostgreSQL does by itself.

Without it SQLite takes every index for equally good: over a million cameras a city's list costs a third more.
"""

from __future__ import annotations

from typing import Final

from django.db import connection

EVERY: Final = 3600.0  # seconds
_ROWS: Final = 10_000  # looked at of each index: some fifty milliseconds, however large the register


def count_anew() -> bool:
    """Whether there was anything to do: connections opened from now on plan by it."""
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={_ROWS}")
        cursor.execute("ANALYZE")
    return True
