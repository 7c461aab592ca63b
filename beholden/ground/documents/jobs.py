"""Jobs of the documents room."""

from __future__ import annotations

from beholden.ground.documents.files import sweep

JOBS = [("sweep", 6 * 3600.0, sweep)]
