"""A durable append-only log in one folder, shared by several processes.

    entries        records (see `records`), synced before append() returns
    acknowledged   how far append() has ever returned: bytes and entries, with a checksum
    torn-<n>       what a crash left behind the last acknowledged entry, moved aside and never shown as an entry
    rested         how far the tree rests in tiles: entries and bytes, with a checksum
    lock           one writer at a time (flock)

What was published is under tiles, and neither its hashes nor its places are kept in memory or read at the start: the
tree rests there (see `resting`). Without tiles, or without `rested`, everything is read from `entries` again.

After a crash the torn tail is cut. Damage before the acknowledged end is never repaired in silence: LogBroken.
"""

from __future__ import annotations

import fcntl
import os
import threading
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from beholden.engines.ledger.errors import LogBroken, LogError
from beholden.engines.ledger.merkle import leaf_hash
from beholden.engines.ledger.records import HEAD, LARGEST_ENTRY, MARK, NOTE_BYTES, note, noted, pack, whole
from beholden.engines.ledger.resting import RestingTree, Shelf
from beholden.engines.ledger.tiles import WIDTH

CHUNK = 4 * 1024 * 1024
_MOST_AWAKE: Final = 32 * WIDTH  # entries in memory before this object looks whether the log has come to rest


class _Waiting:
    """One call of append() waiting for its sync."""

    def __init__(self, records: list[bytes]) -> None:
        self.records = records
        self.indexes: list[int] | None = None
        self.error: LogError | None = None


class Log:
    """The log in ``folder``; made when there is none. Safe for threads and processes; close() when done.

    ``sync`` is os.fdatasync, injectable for tests of failing disks.
    """

    def __init__(self, folder: Path, *, sync: Callable[[int], None] = os.fdatasync) -> None:
        self.folder = folder
        self.cut_bytes = 0  # torn bytes this object moved aside
        self._sync = sync
        self._shelf = Shelf(folder)
        self._forget()
        self._writing = threading.Lock()
        self._queue: list[_Waiting] = []
        self._queueing = threading.Lock()
        try:
            self._open()
        except OSError as error:
            raise LogError(f"{folder}: {error.strerror or error}") from error

    def append(self, entries: Sequence[bytes]) -> list[int]:
        """Append entries (1 to 65,535 bytes each), all or none; returns their indexes once they are on the disk.

        Calls from several threads share one sync. Raises ValueError, LogError, LogBroken.
        """
        waiting = _Waiting([pack(entry) for entry in entries])
        if not waiting.records:
            return []
        with self._queueing:
            self._queue.append(waiting)
        with self._writing:
            if waiting.indexes is None and waiting.error is None:
                with self._queueing:
                    batch, self._queue = self._queue, []
                self._write(batch)
        if waiting.error is not None:
            raise waiting.error
        assert waiting.indexes is not None
        return waiting.indexes

    def refresh(self) -> int:
        """Take in what other processes have appended; returns the size. Raises LogError, LogBroken."""
        with self._writing, self._locked(fcntl.LOCK_SH):
            self._catch_up()
        return self.size

    @property
    def size(self) -> int:
        """Number of entries known here; refresh() for those of other processes."""
        return self._tree.size

    @property
    def tree(self) -> RestingTree:
        """The Merkle tree over the entries: roots and proofs. Reading it raises LogBroken for tiles."""
        return self._tree

    def read(self, index: int) -> bytes:
        """The entry at ``index``, checked against the tree. Raises IndexError, LogBroken."""
        first, offsets = self._places
        wanted = self._tree.leaf(index)
        if index < first:
            entry = self._shelf.bundle(index // WIDTH)[index % WIDTH]
            if leaf_hash(entry) != wanted:
                raise LogBroken(f"{self.folder}: entry {index} has changed in its tile")
            return entry
        offset = offsets[index - first]
        head = os.pread(self._file, HEAD.size, offset)
        length = HEAD.unpack(head)[0] if len(head) == HEAD.size else 0
        payload = os.pread(self._file, min(length, LARGEST_ENTRY), offset + HEAD.size)
        if leaf_hash(payload) != wanted:
            raise LogBroken(f"{self.folder}: entry {index} has changed on disk")
        return payload

    def __iter__(self) -> Iterator[bytes]:
        return (self.read(index) for index in range(self.size))

    def rest(self, size: int) -> None:
        """Let what lies under full tiles of the first ``size`` entries rest there, here and for who opens the log.

        They were written whole and synced before. Raises OSError.
        """
        with self._writing:
            first, offsets = self._places
            base = size - size % WIDTH
            if base > first:
                end = self._end if base == self.size else offsets[base - first]
                self._shelf.note(base, end)
                self._let_rest(base)

    def wake(self) -> None:
        """Read everything from `entries` again: the tiles are gone. Raises LogError, LogBroken, OSError."""
        with self._writing, self._locked(fcntl.LOCK_SH):
            self._shelf.clear()
            self._forget()
            self._catch_up()

    def close(self) -> None:
        """Close the files; the object is of no use afterwards."""
        os.close(self._file)
        os.close(self._lock)
        os.close(self._far)

    def _open(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._file = os.open(self.folder / "entries", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._far = os.open(self.folder / "acknowledged", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with self._locked(fcntl.LOCK_EX):
            if os.fstat(self._file).st_size < len(MARK) and self._acknowledged()[0] == 0:
                os.ftruncate(self._file, 0)
                os.pwrite(self._file, MARK, 0)
                os.fsync(self._file)
                self._sync_folder()
            if os.pread(self._file, len(MARK), 0) != MARK:
                raise LogBroken(f"{self.folder}: this is not a log of this kind")
            self._begin_where_it_rests()
            self._catch_up()
            self._cut_tail()

    def _write(self, batch: list[_Waiting]) -> None:
        records = [record for waiting in batch for record in waiting.records]
        try:
            with self._locked(fcntl.LOCK_EX):
                self._catch_up()
                self._cut_tail()
                self._write_records(records)
                first = self.size
                self._take_in(records)
                self._acknowledge()
        except LogError as error:
            for waiting in batch:
                waiting.error = error
        except OSError as error:
            for waiting in batch:
                waiting.error = LogError(f"{self.folder}: {error.strerror or error}")
        else:
            for waiting in batch:
                waiting.indexes = list(range(first, first + len(waiting.records)))
                first += len(waiting.records)

    def _write_records(self, records: list[bytes]) -> None:
        try:
            rest = memoryview(b"".join(records))
            at = self._end
            while rest:
                written = os.pwrite(self._file, rest, at)
                rest, at = rest[written:], at + written
            self._sync(self._file)
        except OSError:
            # not acknowledged, so it must not be found later either
            os.ftruncate(self._file, self._end)
            raise

    def _take_in(self, records: list[bytes]) -> None:
        _, offsets = self._places
        for record in records:
            offsets.append(self._end)
            self._end += len(record)
            self._tree.append(leaf_hash(record[HEAD.size :]))  # last: from now on readers see it

    def _catch_up(self) -> None:
        """Read whole records from where we are; the lock is held, so nobody writes."""
        size = os.fstat(self._file).st_size
        far_bytes, far_entries = self._acknowledged()
        if size < max(self._end, far_bytes):
            raise LogBroken(f"{self.folder}: acknowledged entries are missing from the end")
        while self._end < size:
            before = self._end
            data = os.pread(self._file, CHUNK, self._end)
            self._take_in([data[o : o + HEAD.size + len(p)] for o, p in whole(data)])
            if self._end == before:
                break
        if self._end < far_bytes or self.size < far_entries:
            raise LogBroken(f"{self.folder}: entry {self.size} is damaged, and it was acknowledged")
        if self.size - self._tree.base > _MOST_AWAKE:
            self._let_rest(self._shelf.reach()[0])

    def _cut_tail(self) -> None:
        """Move what follows the last whole record aside; only unacknowledged bytes can be there."""
        size = os.fstat(self._file).st_size
        if size == self._end:
            return
        number = sum(1 for _ in self.folder.glob("torn-*"))
        aside = self.folder / f"torn-{number:04d}"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            for at in range(self._end, size, CHUNK):
                os.write(descriptor, os.pread(self._file, min(CHUNK, size - at), at))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.ftruncate(self._file, self._end)
        os.fsync(self._file)
        self._sync_folder()
        self.cut_bytes += size - self._end

    def _forget(self) -> None:
        self._tree = RestingTree(self._shelf.tile)
        self._places = (0, array("Q"))  # the first entry whose place is known, and places from there on
        self._end = len(MARK)

    def _begin_where_it_rests(self) -> None:
        base, end = self._shelf.reach()
        subtrees = self._shelf.subtrees(base // WIDTH)
        if base and subtrees is not None:
            self._tree.begin_at(subtrees)
            self._places, self._end = (base, array("Q")), end

    def _let_rest(self, base: int) -> None:
        first, offsets = self._places
        if first < base <= self.size:
            self._tree.rest(base)
            self._places = (base, offsets[base - first :])

    def _acknowledged(self) -> tuple[int, int]:
        """(bytes, entries) ever acknowledged, as far as known; (0, 0) when the note itself was torn by a power cut."""
        return noted(os.pread(self._far, NOTE_BYTES, 0))

    def _acknowledge(self) -> None:
        # not synced: a stale note only allows a cut that a fresh one would have refused
        os.pwrite(self._far, note(self._end, self.size), 0)

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        fcntl.flock(self._lock, how)
        try:
            yield
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def _sync_folder(self) -> None:
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
