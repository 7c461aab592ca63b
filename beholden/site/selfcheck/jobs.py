"""What this room does again and again: hand over attestations, ask what is filed. Each may be killed at any instant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from beholden.site.selfcheck import services

# name, seconds between runs, callable
JOBS: Final[list[tuple[str, float, Callable[[], object]]]] = [
    ("attestations", 30, services.send_due),
    ("filings", 600, services.ask_all),
]
