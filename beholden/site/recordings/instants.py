"""Aware times and the integer microseconds of the index (docs/know/recording.md, "Units"), and local days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(at: datetime) -> int:
    """An aware time as microseconds since the epoch."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def moment(us: int) -> datetime:
    """Microseconds since the epoch as an aware time, UTC."""
    return _EPOCH + timedelta(microseconds=us)


def midnight(day: date, zone: tzinfo) -> datetime:
    """The first instant of a local day."""
    return datetime.combine(day, datetime.min.time(), zone)
