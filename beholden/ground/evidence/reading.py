"""Reading the access log entry by entry, as other rooms need it to bring themselves up to date after a crash."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from beholden.engines.ledger import Log, LogError
from beholden.ground.evidence import logs

_LAST_US: Final = 250_000_000_000_000_000


class LogUnavailable(Exception):
    """The log cannot be written or read; what was to be registered must not happen."""


def refreshed(name: str = logs.ACCESS) -> Log:
    """A log, up to date with other processes. Raises LogUnavailable."""
    try:
        log = logs.log(name)
        log.refresh()
    except (LogError, OSError) as error:
        raise LogUnavailable(str(error)) from error
    return log


def entries(start: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
    """(index, entry) from ``start`` to the end as it is now. Raises LogUnavailable."""
    log = refreshed()
    for index in range(start, log.size):
        yield index, entry_at(log, index)


def entry_at(log: Log, index: int) -> dict[str, Any]:
    """The entry at ``index``. Raises IndexError, LogUnavailable."""
    try:
        value = json.loads(log.read(index))
    except (LogError, ValueError) as error:
        raise LogUnavailable(str(error)) from error
    return value if isinstance(value, dict) else {}


def leaf_hash(index: int) -> str:
    """The leaf hash (hex) of an entry this process has read. Raises IndexError, LogUnavailable."""
    try:
        return logs.log().tree.leaf(index).hex()
    except LogError as error:
        raise LogUnavailable(str(error)) from error


def instant(us: int) -> datetime:
    """Microseconds since the epoch as an aware time; the last instant of a calendar for more than it can hold."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=max(0, min(us, _LAST_US)))


def time_of(entry: dict[str, Any]) -> datetime:
    """The time written in an entry, with its offset. Raises ValueError when there is none."""
    at = datetime.fromisoformat(str(entry.get("time", "")))
    if at.tzinfo is None:
        raise ValueError("the entry's time has no offset")
    return at
