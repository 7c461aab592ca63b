"""Looking things up in the index: by id, by instant, by interval, by neighbour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from beholden.engines.video.index.connection import Connection
from beholden.engines.video.index.rows import SegmentRow
from beholden.engines.video.segments import names

_COLUMNS = (
    "s.id, c.name, s.run, s.seq, s.start_us, s.end_us, s.after, s.ended, s.name, s.bytes, s.samples, s.root,"
    " s.previous, s.lost, s.clock_offset_us, s.init_bytes"
)
_FROM = "FROM segment s JOIN camera c ON c.id = s.camera"
_WITH = f"SELECT {_COLUMNS}, p.fragments {_FROM} LEFT JOIN playing p ON p.segment = s.id"
_WITHOUT = f"SELECT {_COLUMNS}, NULL {_FROM}"
_CAMERA = "s.camera = (SELECT id FROM camera WHERE name = :camera)"
_REACH = "s.start_us >= :from - (SELECT longest_us FROM camera WHERE name = :camera) AND s.end_us > :from"


class Lookup(Connection):
    """Read-only questions. Each is one statement, so each answer is of one moment."""

    def get(self, number: int) -> SegmentRow | None:
        """The row with this id, its fragments with it."""
        found = self._rows(f"{_WITH} WHERE s.id = ?", (number,))
        return _row(found[0]) if found else None

    def locate(self, camera: str, at_us: int) -> SegmentRow | None:
        """The segment that shows ``at_us`` (start ≤ at < end), fragments with it; None in a gap.

        Where segments overlap (a step of the clock) the one that began last wins. An open file that began before
        ``at_us`` is returned when no closed one covers it; only its bytes say whether it reaches that far.
        """
        found = self._rows(
            f"{_WITH} WHERE {_CAMERA} AND s.start_us <= :from AND {_REACH} ORDER BY s.start_us DESC LIMIT 1",
            {"camera": camera, "from": at_us},
        ) or self._rows(
            f"{_WITH} WHERE {_CAMERA} AND s.start_us <= :at AND s.end_us IS NULL ORDER BY s.start_us DESC LIMIT 1",
            {"camera": camera, "at": at_us},
        )
        return _row(found[0]) if found else None

    def span(self, camera: str, from_us: int, to_us: int, *, fragments: bool = False) -> list[SegmentRow]:
        """The segments that share time with [from, to), by start; open ones too. With their fragments when asked."""
        found = self._rows(
            f"{_WITH if fragments else _WITHOUT} WHERE {_CAMERA}"
            f" AND s.start_us < :to AND {_REACH} UNION ALL "
            f"{_WITH if fragments else _WITHOUT} WHERE {_CAMERA}"
            " AND s.start_us < :to AND s.end_us IS NULL ORDER BY 5, 1",
            {"camera": camera, "from": from_us, "to": to_us},
        )
        return [_row(columns) for columns in found]

    def before(self, camera: str, at_us: int) -> SegmentRow | None:
        """The segment that began last before ``at_us``, without fragments."""
        return self._neighbour(camera, "s.start_us < ?", "DESC", at_us)

    def behind(self, camera: str, at_us: int) -> SegmentRow | None:
        """The segment that begins first at or behind ``at_us``, without fragments."""
        return self._neighbour(camera, "s.start_us >= ?", "ASC", at_us)

    def since(self, camera: str, number: int, most: int) -> list[SegmentRow]:
        """At most ``most`` rows of a camera with an id above ``number``, by id, without fragments; open ones too."""
        found = self._rows(
            f"{_WITHOUT} WHERE s.id > max(:number,"
            " (SELECT id << 40 FROM camera WHERE name = :camera)) AND s.id < (SELECT (id + 1) << 40 FROM camera"
            " WHERE name = :camera) ORDER BY s.id LIMIT :most",
            {"camera": camera, "number": number, "most": most},
        )
        return [_row(columns) for columns in found]

    def cameras(self) -> list[str]:
        """Cameras that have at least one segment, by name."""
        found = self._rows(
            "SELECT name FROM camera c WHERE EXISTS (SELECT 1 FROM segment s WHERE s.camera = c.id) ORDER BY name", ()
        )
        return [name for (name,) in found]

    def open_rows(self) -> list[SegmentRow]:
        """The rows without end, by camera and start."""
        return [
            _row(found) for found in self._rows(f"{_WITHOUT} WHERE s.end_us IS NULL ORDER BY c.name, s.start_us", ())
        ]

    def paths(self, camera: str, day: str) -> set[str]:
        """Paths of the rows whose file lies in the folder ``day`` (YYYY-MM-DD, UTC) of the camera."""
        found = self._rows(
            f"SELECT s.name {_FROM} WHERE c.name = :camera AND s.name LIKE :day || '/%'"
            " AND s.start_us BETWEEN (unixepoch(:day) - 86400) * 1000000 AND (unixepoch(:day) + 2 * 86400) * 1000000",
            {"camera": camera, "day": day},
        )
        return {f"{names.FOOTAGE}/{camera}/{name}" for (name,) in found}

    def dump(self) -> Iterator[SegmentRow]:
        """Every row with fragments and without id, by camera, start, path: equal for equal footage."""
        with self._lock:
            for (number,) in self._rows(f"SELECT s.id {_FROM} ORDER BY c.name, s.start_us, s.name", ()):
                row = self.get(number)
                if row is not None:
                    yield replace(row, id=0)

    def covered(self, camera: str, from_us: int, to_us: int) -> list[tuple[int, int, int, str, str]]:
        """(start_us, end_us, bytes, after, ended) of the closed segments that share time with [from, to), by start.

        Reads the covering index only: 43,200 rows, a camera's 30 days, in some 20 ms.
        """
        return self._rows(
            "SELECT s.start_us, s.end_us, s.bytes, s.after, s.ended FROM segment s"
            f" WHERE {_CAMERA} AND s.start_us < :to AND {_REACH} ORDER BY s.start_us",
            {"camera": camera, "from": from_us, "to": to_us},
        )

    def held(self, camera: str, from_us: int, to_us: int) -> int:
        """Microseconds of [from, to) that closed segments cover; where they overlap counted once."""
        found = self._rows(
            "SELECT sum(max(0, min(end_us, :to) - max(start_us, reach)))"
            " FROM (SELECT s.start_us, s.end_us, coalesce(max(s.end_us) OVER"
            " (ORDER BY s.start_us ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), :from)"
            f" AS reach FROM segment s WHERE {_CAMERA} AND s.start_us < :to AND {_REACH})",
            {"camera": camera, "from": from_us, "to": to_us},
        )
        return int(found[0][0] or 0)

    def _neighbour(self, camera: str, where: str, order: str, at_us: int) -> SegmentRow | None:
        found = self._rows(
            f"{_WITHOUT} WHERE s.camera = (SELECT id FROM camera WHERE name = ?) AND {where}"
            f" ORDER BY s.start_us {order} LIMIT 1",
            (camera, at_us),
        )
        return _row(found[0]) if found else None


def _row(columns: tuple[Any, ...]) -> SegmentRow:
    number, camera, run, seq, start, end, after, ended, name, size, samples, sha, previous, lost, offset, init, blob = (
        columns
    )
    return SegmentRow(
        camera, run, seq, start, end, after, ended, f"{names.FOOTAGE}/{camera}/{name}", size, samples,
        sha.hex() if sha else "", previous.hex() if previous else "", lost, offset, init, blob or b"", number,
    )  # fmt: skip
