"""The installation's open logs: one object a process and folder."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from django.conf import settings

from beholden.engines.ledger import Log
from beholden.ground.evidence.keys import ACCESS, FOOTAGE, LOGS, log_folder

__all__ = ["ACCESS", "FOOTAGE", "LOGS", "forget", "log"]


_open: dict[tuple[int, Path], Log] = {}
_opening = threading.Lock()


def log(name: str = ACCESS) -> Log:
    """The log ``DATA/ledger/<name>``, opened once a process. Raises engines.ledger.LogError."""
    # the process is part of the key: a lock taken before a fork is no lock after it
    key = (os.getpid(), log_folder(Path(settings.DATA), name))
    with _opening:
        if key not in _open:
            _open[key] = Log(key[1])
        return _open[key]


def forget() -> None:
    """Close every log of this process; the next use opens afresh."""
    with _opening:
        while _open:
            _open.popitem()[1].close()
