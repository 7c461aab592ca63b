"""The index of all footage: one SQLite file that the files alone can rebuild (recording.md, invariant 3; R17)."""

from __future__ import annotations

from beholden.engines.video.index.connection import FORMAT, IndexDamaged
from beholden.engines.video.index.opening import Index, Opened, open_index
from beholden.engines.video.index.rows import FragmentEntry, SegmentRow

__all__ = ["FORMAT", "FragmentEntry", "Index", "IndexDamaged", "Opened", "SegmentRow", "open_index"]
