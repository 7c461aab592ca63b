"""Files of dossiers, in DATA/dossiers: what is taken, how large, where it lies (R11: archives)."""

from __future__ import annotations

from typing import Final

from beholden.ground.uploads import MB, Shelf, papers

LARGEST: Final = 20 * MB
SHELF: Final = Shelf("dossiers")
TAKES: Final = papers(LARGEST)
where = SHELF.where
