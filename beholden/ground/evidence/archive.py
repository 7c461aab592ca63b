"""Checkpoints kept for good, the first of each day: what was signed, and seen by a witness, *then*. No Django here.

<log's folder>/kept/<YYYY-MM-DD>-<size>     the note, by the witness's clock where one cosigned
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from beholden.engines.ledger import tiles
from beholden.engines.ledger.checkpoint import Signed
from beholden.engines.ledger.note import LARGEST_NOTE

FOLDER: Final = "kept"
_NAME: Final = re.compile(r"(\d{4}-\d\d-\d\d)-(\d{1,19})", re.ASCII)


def keep(folder: Path, signed: Signed, at: int) -> None:
    """Keep this checkpoint unless one of its day is kept already. ``at`` POSIX seconds. Raises OSError."""
    day = f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
    shelf = folder / FOLDER
    shelf.mkdir(mode=0o700, exist_ok=True)
    if not any(shelf.glob(f"{day}-*")):
        tiles.put(shelf / f"{day}-{signed.checkpoint.size}", signed.note)


def covering(folder: Path, index: int) -> bytes | None:
    """The first kept checkpoint over the entry at ``index``; None when none is. Raises OSError."""
    found = [
        (int(match[2]), path)
        for path in (folder / FOLDER).glob("*-*")
        if (match := _NAME.fullmatch(path.name)) and int(match[2]) > index
    ]
    if not found:
        return None
    with min(found)[1].open("rb") as file:
        return file.read(LARGEST_NOTE + 1)
