"""Putting rows into the index: a file opened, closed, deleted. Every change is one short transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from beholden.engines.video.index.looking import Lookup
from beholden.engines.video.index.rows import SegmentRow
from beholden.engines.video.segments import names

LONGEST_US = 86_400_000_000  # a segment of more than a day is a lie of its trailer
_NAME = re.compile(r"\d{4}-\d\d-\d\d/\d{6}(?:-\d{1,3})?\.mp4", re.ASCII)
_COUNTER_BITS = 40


class Store(Lookup):
    """The rows and the ways to change them."""

    def opened(self, row: SegmentRow) -> None:
        """A file was created: its row without end. Doing it twice, or after ``closed``, changes nothing."""
        self.take([replace(row, end_us=None, ended="")])

    def closed(self, row: SegmentRow) -> None:
        """A file got its trailer and is on disk: its row with end replaces the one without. Doing it twice is fine.

        Raises ValueError when the row cannot be true (no end, end before start, a path outside the camera's folder).
        """
        if row.end_us is None:
            raise ValueError(f"{row.path} has no end")
        self.take([row])

    def take(self, rows: Iterable[SegmentRow]) -> None:
        """Many rows, open or closed, in one transaction. Raises ValueError as `closed` does; nothing is then kept."""
        with self._write():
            for row in rows:
                if row.end_us is None and self._id_of(row) is not None:
                    continue
                if row.end_us is not None and not 0 <= row.end_us - row.start_us <= LONGEST_US:
                    raise ValueError(f"{row.path} cannot end at {row.end_us}: it starts at {row.start_us}")
                self._put(row)

    def forget(self, ids: Iterable[int]) -> None:
        """Drop rows whose file is not there. The caller has looked."""
        with self._write():
            self._drop(ids)

    def discard(self, ids: Iterable[int]) -> list[str]:
        """Rows become garbage rows, durably, in one transaction; returns the paths that are to be unlinked."""
        numbers = list(ids)
        with self._lock:
            self._connection.execute("PRAGMA synchronous = FULL")
            try:
                with self._write():
                    paths = [row.path for number in numbers if (row := self.get(number)) is not None]
                    self._connection.executemany(
                        "INSERT OR IGNORE INTO garbage VALUES (?)", [(path,) for path in paths]
                    )
                    self._drop(numbers)
            finally:
                self._connection.execute("PRAGMA synchronous = NORMAL")
        return paths

    def garbage(self) -> list[str]:
        """Paths that a deletion has not finished with."""
        return [path for (path,) in self._rows("SELECT path FROM garbage ORDER BY path", ())]

    def swept(self, paths: Iterable[str]) -> None:
        """These files are gone, and their folders synced."""
        with self._write():
            self._connection.executemany("DELETE FROM garbage WHERE path = ?", [(path,) for path in paths])

    def ids(self) -> list[tuple[int, str, int]]:
        """(id, name, next) of the cameras: what ids have been handed out."""
        return [
            (number, name, following) for number, name, following in self._rows("SELECT id, name, next FROM camera", ())
        ]

    def continue_ids(self, cameras: list[tuple[int, str, int]]) -> None:
        """Hand out ids from where another index stopped, so that none comes to mean another file."""
        with self._write():
            self._connection.executemany("INSERT INTO camera (id, name, next) VALUES (?, ?, ?)", cameras)

    def replace_by(self, other: Path) -> None:
        """Take everything from the index at ``other`` instead of what is here, in one transaction."""
        with self._lock:
            self._connection.execute("ATTACH ? AS other", (str(other),))
            try:
                with self._write():
                    for table in ("playing", "segment", "camera"):
                        self._connection.execute(f"DELETE FROM main.{table}")
                    for table in ("camera", "segment", "playing"):
                        self._connection.execute(f"INSERT INTO main.{table} SELECT * FROM other.{table}")
            finally:
                self._connection.execute("DETACH other")

    def _id_of(self, row: SegmentRow) -> int | None:
        found = self._connection.execute(
            "SELECT s.id FROM segment s JOIN camera c ON c.id = s.camera"
            " WHERE c.name = ? AND s.start_us = ? AND s.name = ?",
            (row.camera, row.start_us, _name(row)),
        ).fetchone()
        return int(found[0]) if found else None

    def _put(self, row: SegmentRow) -> None:
        number = self._id_of(row)
        if number is None:
            number = self._new_id(row.camera)
        length = 0 if row.end_us is None else row.end_us - row.start_us
        self._connection.execute(
            "UPDATE camera SET longest_us = ? WHERE name = ? AND longest_us < ?", (length, row.camera, length)
        )
        self._connection.execute(
            "INSERT OR REPLACE INTO segment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                number >> _COUNTER_BITS,
                row.run,
                row.seq,
                row.start_us,
                row.end_us,
                row.after,
                row.ended,
                _name(row),
                row.bytes,
                row.samples,
                bytes.fromhex(row.root) or None,
                bytes.fromhex(row.previous) or None,
                row.lost,
                row.clock_offset_us,
                row.init_bytes,
            ),
        )
        if row.fragments:
            self._connection.execute("INSERT OR REPLACE INTO playing VALUES (?, ?)", (number, row.fragments))

    def _new_id(self, camera: str) -> int:
        self._connection.execute("INSERT OR IGNORE INTO camera (name) VALUES (?)", (camera,))
        number, counter = self._connection.execute(
            "UPDATE camera SET next = next + 1 WHERE name = ? RETURNING id, next - 1", (camera,)
        ).fetchone()
        return int(number) << _COUNTER_BITS | int(counter)

    def _drop(self, ids: Iterable[int]) -> None:
        numbers = [(number,) for number in ids]
        self._connection.executemany("DELETE FROM playing WHERE segment = ?", numbers)
        self._connection.executemany("DELETE FROM segment WHERE id = ?", numbers)


def _name(row: SegmentRow) -> str:
    prefix = f"{names.FOOTAGE}/{row.camera}/"
    name = row.path.removeprefix(prefix)
    if not names.is_key(row.camera) or not row.path.startswith(prefix) or not _NAME.fullmatch(name):
        raise ValueError(f"'{row.path}' is not the path of a segment of '{row.camera}'")
    return name
