"""What this room does again and again: who asked is erased at the end of its term."""

from __future__ import annotations

from typing import Final

from beholden.site.requests.services import erase_due

JOBS: Final = [("request_erasure", 24 * 3600.0, erase_due)]
