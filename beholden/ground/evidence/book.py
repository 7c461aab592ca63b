"""The log of footage with what has to be known of it to go on: nothing twice, nothing left out. No Django here.

DATA/ledger/footage/          the log (engines.ledger.Log), its tiles and checkpoints
DATA/ledger/footage/book.sqlite  what follows from its entries: may be thrown away, is then made again from them

The log alone is the truth. Every entry is written under one lock by whoever has first taken in what others wrote.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from beholden.engines.ledger import Log, Tree, canonical, footage, leaf_hash
from beholden.engines.ledger.footage import DaySeal, Deletion, Gap, Hold, Release, Seg, Spared, Value
from beholden.ground.evidence import restoring

NAME: Final = "book.sqlite"
_BATCH: Final = 2000  # entries a transaction when it is made again
_SCHEMA: Final = (Path(__file__).parent / "book.sql").read_text(encoding="utf-8")
_MOST_HOLES: Final = 10_000
_REMEMBERED_US: Final = 7 * 86_400_000_000  # a deletion that a hold stopped takes files back; not after so long


class Book:
    """The log of footage and its bookkeeping; one object a thread. Raises LogError, OSError, sqlite3.Error."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self._db = sqlite3.connect(log.folder / NAME, timeout=10.0, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Alone, with everything taken in that stands on the log: what is asked now is still so when it is written."""
        lock = os.open(self.log.folder / "book.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            restoring.settle(self.log)
            self.catch_up()
            yield
        finally:
            os.close(lock)

    def write(self, values: Sequence[Value], at: datetime) -> list[int]:
        """Write entries durably, each tied to its camera's entry before; returns their places. Within `writing`."""
        tips: dict[str, str] = {}
        payloads = []
        for value in values:
            fields: dict[str, Any] = {**footage.body(value), "time": footage.written(at)}
            camera = getattr(value, "camera", "")
            if camera:
                fields["previous"] = tips[camera] if camera in tips else self._tip(camera)
            payloads.append(canonical(fields))
            if camera:
                tips[camera] = leaf_hash(payloads[-1]).hex()
        places = self.log.append(payloads)
        self.catch_up()
        return places

    def read(self, place: int) -> Value:
        """What the entry at a place says. Raises IndexError, BadEntry."""
        return footage.parse(self.log.read(place)).value

    def catch_up(self) -> None:
        """Take in the entries from where the book stands; from the start when it is not this log's book."""
        size = self.log.refresh()
        seen = self._rows("SELECT size, leaf FROM seen")
        known, leaf = seen[0] if seen else (0, "")
        if known and (known > size or self.log.tree.leaf(known - 1).hex() != leaf):
            for table in ("camera", "run", "hole", "seg", "del", "seal", "hold", "seen"):
                self._db.execute(f"DELETE FROM {table}")
            known = 0
        while known < size:
            until = min(size, known + _BATCH)
            self._db.execute("BEGIN IMMEDIATE")
            with self._db:
                for place in range(known, until):
                    self._take(place, self.log.read(place))
                last = self.log.tree.leaf(until - 1).hex()
                self._db.execute("INSERT OR REPLACE INTO seen VALUES (1, ?, ?)", (until, last))
            known = until

    def knows(self, camera: str, run: str, seq: int) -> bool:
        """Whether this file was ever entered."""
        following = self._rows("SELECT next FROM run WHERE camera = ? AND run = ?", camera, run)
        if not following or seq >= following[0][0]:
            return False
        return not self._rows("SELECT 1 FROM hole WHERE camera = ? AND run = ? AND seq = ?", camera, run, seq)

    def reach(self, camera: str) -> int | None:
        """Up to when the camera's footage is entered."""
        found = self._rows("SELECT reach_us FROM camera WHERE name = ?", camera)
        return found[0][0] if found else None

    def first(self, camera: str) -> int | None:
        """When the camera's first footage on the log begins."""
        found = self._rows("SELECT first_us FROM camera WHERE name = ?", camera)
        return found[0][0] if found else None

    def cameras(self) -> list[str]:
        """Cameras with footage on the log."""
        return [name for (name,) in self._rows("SELECT name FROM camera WHERE first_us IS NOT NULL ORDER BY name")]

    def segs(self, camera: str, from_us: int, to_us: int) -> list[tuple[int, int, int]]:
        """(start, end, place) of the files begun in [from, to), in the order of the log, deleted ones without."""
        return self._rows(
            "SELECT start_us, end_us, place FROM seg WHERE camera = ? AND start_us >= ? AND start_us < ?"
            " ORDER BY place",
            camera, from_us, to_us,
        )  # fmt: skip

    def sealed_to(self, camera: str) -> int:
        """The end of the last sealed day, 0 when none is."""
        found = self._rows("SELECT sealed_us FROM camera WHERE name = ?", camera)
        return int(found[0][0]) if found else 0

    def seals(self, camera: str, from_us: int, to_us: int) -> list[tuple[int, int, int]]:
        """(from, to, place) of the last seal of each day that begins in [from, to), by day."""
        return self._rows(
            "SELECT from_us, to_us, max(place) FROM seal WHERE camera = ? AND from_us >= ? AND from_us < ?"
            " GROUP BY from_us ORDER BY from_us",
            camera, from_us, to_us,
        )  # fmt: skip

    def seal(self, camera: str, day: str, from_us: int, to_us: int) -> DaySeal:
        """The seal of a day from what stands on the log now; what a file begun before covers of it counts as time."""
        begun = self.segs(camera, from_us, to_us)
        tree = Tree()
        for _start, _end, place in begun:
            tree.append(self.log.tree.leaf(place))
        spans = sorted((start, end) for start, end, _place in self.segs(camera, from_us - 86_400_000_000, to_us))
        since = max(from_us, self.first(camera) or from_us)
        covered, gaps, reach = 0, 0, since
        for start, end in spans:
            if end <= since:
                continue
            gaps += start > reach
            covered += max(0, min(end, to_us) - max(start, reach))
            reach = max(reach, min(end, to_us))
        return DaySeal(camera, day, from_us, to_us, len(begun), covered, gaps + (reach < to_us), tree.root().hex())

    def spared(self, camera: str, run: str, seq: int, start_us: int) -> bool:
        """Whether the log says of a file that it stays, though it may have said before that it goes."""
        question = "SELECT 1 FROM seg WHERE camera = ? AND start_us = ? AND run = ? AND seq = ? AND gone_us IS NULL"
        return bool(self._rows(question, camera, start_us, run, seq))

    def showing(self, camera: str, at_us: int) -> int | None:
        """The place of the entry of the file that covers an instant; the later one where two do."""
        found = self._rows(
            "SELECT place FROM seg WHERE camera = ? AND start_us <= ? AND start_us > ? AND end_us > ?"
            " ORDER BY start_us DESC LIMIT 1",
            camera, at_us, at_us - 86_400_000_000, at_us,
        )  # fmt: skip
        return int(found[0][0]) if found else None

    def deletions(self, camera: str, at_us: int) -> list[int]:
        """Places of the deletions whose span holds an instant, the newest first."""
        found = self._rows(
            "SELECT place FROM del WHERE camera = ? AND from_us <= ? AND to_us >= ? ORDER BY place DESC LIMIT 100",
            camera, at_us, at_us,
        )  # fmt: skip
        return [place for (place,) in found]

    def holds(self) -> dict[str, bytes]:
        """Running holds as they stand on the log."""
        return dict(self._rows("SELECT hold, says FROM hold"))

    def row(self, camera: str) -> tuple[int, int]:
        """(id of the index row up to which was looked, when all of them were looked at last): hints, no truth."""
        found = self._rows("SELECT row, full_us FROM camera WHERE name = ?", camera)
        return found[0] if found else (0, 0)

    def note_row(self, camera: str, row: int, full_us: int) -> None:
        """Keep the hint."""
        self._db.execute(
            "INSERT INTO camera (name, row, full_us) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET row = excluded.row, full_us = excluded.full_us",
            (camera, row, full_us),
        )

    def said(self, name: str) -> str:
        """A note kept beside the log, "" when there is none."""
        found = self._rows("SELECT says FROM note WHERE name = ?", name)
        return str(found[0][0]) if found else ""

    def say(self, name: str, says: str) -> None:
        """Keep a note."""
        self._db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, says))

    def forget_rows(self) -> None:
        """The index is another one: look at all of its rows again."""
        self._db.execute("UPDATE camera SET row = 0, full_us = 0")

    def _take(self, place: int, data: bytes) -> None:
        entry = footage.parse(data)
        value = entry.value
        do = self._db.execute
        camera = getattr(value, "camera", "")
        if camera:
            tip = leaf_hash(data).hex()
            do(
                "INSERT INTO camera (name, tip) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET tip = ?2",
                (camera, tip),
            )
        match value:
            case Seg():
                self._take_seg(place, value)
            case Gap():
                do("UPDATE camera SET reach_us = max(coalesce(reach_us, 0), ?) WHERE name = ?", (value.to_us, camera))
            case DaySeal():
                do("INSERT OR REPLACE INTO seal VALUES (?, ?, ?, ?)", (camera, value.from_us, value.to_us, place))
                do("UPDATE camera SET sealed_us = max(sealed_us, ?) WHERE name = ?", (value.to_us, camera))
                old = entry.at_us - _REMEMBERED_US
                do("DELETE FROM seg WHERE camera = ? AND start_us < ? AND gone_us < ?", (camera, value.from_us, old))
            case Hold():
                do("INSERT OR REPLACE INTO hold VALUES (?, ?)", (value.hold, canonical(footage.body(value))))
            case Release():
                do("DELETE FROM hold WHERE hold = ?", (value.hold,))
            case Deletion():
                do("INSERT OR REPLACE INTO del VALUES (?, ?, ?, ?)", (camera, value.from_us, value.to_us, place))
                self._mark(value, value.from_us, value.to_us, entry.at_us)
            case Spared():
                self._mark(value, 0, 2**62, None)

    def _take_seg(self, place: int, value: Seg) -> None:
        do, key = self._db.execute, (value.camera, value.run)
        do(
            "UPDATE camera SET first_us = min(coalesce(first_us, ?1), ?1), reach_us = max(coalesce(reach_us, 0), ?2)"
            " WHERE name = ?3",
            (value.start_us, value.end_us, value.camera),
        )
        do(
            "INSERT OR REPLACE INTO seg VALUES (?, ?, ?, ?, ?, ?, NULL)",
            (value.camera, value.start_us, value.end_us, place, value.run, value.seq),
        )
        found = self._rows("SELECT next FROM run WHERE camera = ? AND run = ?", *key)
        following = found[0][0] if found else 0
        if value.seq < following:
            do("DELETE FROM hole WHERE camera = ? AND run = ? AND seq = ?", (*key, value.seq))
            return
        holes = range(max(following, value.seq - _MOST_HOLES), value.seq)
        self._db.executemany("INSERT OR IGNORE INTO hole VALUES (?, ?, ?)", [(*key, seq) for seq in holes])
        do("INSERT OR REPLACE INTO run VALUES (?, ?, ?)", (*key, value.seq + 1))

    def _mark(self, value: Deletion | Spared, from_us: int, to_us: int, gone_us: int | None) -> None:
        """Files that an entry names are gone (or not, after all); those longest gone are forgotten at a seal."""
        self._db.executemany(
            "UPDATE seg SET gone_us = ?"
            " WHERE camera = ? AND start_us BETWEEN ? AND ? AND run = ? AND seq BETWEEN ? AND ?",
            [(gone_us, value.camera, from_us, to_us, run, first, last) for run, first, last in value.runs],
        )

    def _tip(self, camera: str) -> str:
        found = self._rows("SELECT tip FROM camera WHERE name = ?", camera)
        return str(found[0][0]) if found else ""

    def _rows(self, question: str, *values: object) -> list[Any]:
        return self._db.execute(question, values).fetchall()


def folder_of(data: Path) -> Path:
    """Where the log of footage lies."""
    return data / "ledger" / "footage"
