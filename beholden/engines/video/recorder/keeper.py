"""The thread that makes finished files durable: fsync file, fsync folder, index row, in that order.

The loop never waits for a disk flush or for SQLite; what it hands over here is already written. A failing index is
retried and never stops recording: the files are the truth and salvage puts it right.
"""

from __future__ import annotations

import logging
import os
import queue
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

from beholden.engines.video.index import Index, SegmentRow

log = logging.getLogger(__name__)

_RETRY_SECONDS = 2.0


class Keeper:
    """Owns the index connection of one worker. Start it, hand over files, stop it: everything handed over is then
    durable.
    """

    def __init__(self, root: Path, sealed: Callable[[SegmentRow], None] | None = None) -> None:
        self._root = root
        self._sealed = sealed
        self._queue: queue.SimpleQueue[tuple[SegmentRow, int] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
        self._stopping = False

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def opened(self, row: SegmentRow) -> None:
        """A file was created."""
        self._queue.put((row, -1))

    def closed(self, row: SegmentRow, fd: int) -> None:
        """A file got its trailer; ``fd`` is closed here."""
        self._queue.put((row, fd))

    def stop(self) -> None:
        """Finish what was handed over, then return."""
        self._stopping = True
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        with Index(self._root / "index.sqlite") as index:
            while (item := self._queue.get()) is not None:
                row, fd = item
                if fd >= 0:
                    self._sync(row, fd)
                self._record(index, row)
                if row.end_us is not None and self._sealed:
                    self._sealed(row)

    def _sync(self, row: SegmentRow, fd: int) -> None:
        try:
            os.fsync(fd)
            folder = os.open((self._root / row.path).parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            log.error("cannot sync %s: %s", row.path, error)
        finally:
            os.close(fd)

    def _record(self, index: Index, row: SegmentRow) -> None:
        for attempt in range(30):
            try:
                if row.end_us is None:
                    index.opened(row)
                else:
                    index.closed(row)
                return
            except sqlite3.Error as error:
                if attempt == 0 or self._stopping:
                    log.error("the index did not take %s: %s", row.path, error)
                if self._stopping:
                    return
                threading.Event().wait(_RETRY_SECONDS)
