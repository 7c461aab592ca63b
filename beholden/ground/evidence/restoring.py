"""A log that the witness has seen longer: brought back from a backup, or a copy of it runs elsewhere. No Django here.

<log's folder>/witness.ahead      how many entries the witness has seen; from then on the next entry is `restore`
<log's folder>/witness.restored   the same once that entry stands; a witness that says no more than this is no news

No silent rollback: until a `restore` entry stands, nothing else is written.
"""

from __future__ import annotations

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from beholden.engines.ledger import Log, canonical, footage, tiles
from beholden.engines.ledger.footage import Restore

AHEAD: Final = "witness.ahead"
RESTORED: Final = "witness.restored"


def seen_longer(folder: Path, witnessed: int) -> None:
    """The witness has seen so many entries, this log has fewer. Raises OSError."""
    if witnessed > _number(folder / RESTORED):
        tiles.put(folder / AHEAD, f"{witnessed}\n".encode())


def settle(log: Log) -> int | None:
    """Write the `restore` entry that is owed; its place, None when none is. Before anything else is written.

    Raises LogError, OSError.
    """
    if not (log.folder / AHEAD).exists():
        return None
    lock = os.open(log.folder / "restore.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        witnessed = _number(log.folder / AHEAD)
        if not witnessed:  # another process was first
            return None
        size = log.refresh()
        fields = {**footage.body(Restore(size, witnessed)), "time": footage.written(datetime.now(UTC))}
        (place,) = log.append([canonical(fields)])
        (log.folder / AHEAD).replace(log.folder / RESTORED)
        return place
    finally:
        os.close(lock)


def _number(path: Path) -> int:
    try:
        text = path.read_bytes()[:32].decode("ascii", "replace").strip()
    except FileNotFoundError:
        return 0
    return int(text) if text.isascii() and text.isdigit() else 0
