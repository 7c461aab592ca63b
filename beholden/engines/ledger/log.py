"""A durable append-only log in one folder, shared by several processes.

    entries        records (see `records`), synced before append() returns
    acknowledged   how far append() has ever returned: bytes and entries, with a checksum
    torn-<n>       what a crash left behind the last acknowledged entry, moved aside and never shown as an entry
    lock           one writer at a time (flock)

After a crash the torn tail is cut. Damage before the acknowledged end is never repaired in silence: LogBroken.
"""

from __future__ import annotations

import fcntl
import os
import struct
import threading
import zlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from beholden.engines.ledger.merkle import Tree, leaf_hash
from beholden.engines.ledger.records import HEAD, LARGEST_ENTRY, MARK, pack, whole

_ACKNOWLEDGED = struct.Struct(">QQI")
CHUNK = 4 * 1024 * 1024


class LogError(Exception):
    """The log cannot take the entry now (disk full, no rights); nothing of it stays."""


class LogBroken(LogError):
    """Acknowledged entries are damaged or missing; a person must look before anything is written."""


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
        self._tree = Tree()
        self._offsets = array("Q")
        self._end = len(MARK)
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
    def tree(self) -> Tree:
        """The Merkle tree over the entries: roots and proofs."""
        return self._tree

    def read(self, index: int) -> bytes:
        """The entry at ``index``, checked against the tree. Raises IndexError, LogBroken."""
        wanted = self._tree.leaf(index)
        offset = self._offsets[index]
        head = os.pread(self._file, HEAD.size, offset)
        length = HEAD.unpack(head)[0] if len(head) == HEAD.size else 0
        payload = os.pread(self._file, min(length, LARGEST_ENTRY), offset + HEAD.size)
        if leaf_hash(payload) != wanted:
            raise LogBroken(f"{self.folder}: entry {index} has changed on disk")
        return payload

    def __iter__(self) -> Iterator[bytes]:
        return (self.read(index) for index in range(self.size))

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
        for record in records:
            self._offsets.append(self._end)
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

    def _acknowledged(self) -> tuple[int, int]:
        """(bytes, entries) ever acknowledged, as far as known; (0, 0) when the note itself was torn by a power cut."""
        note = os.pread(self._far, _ACKNOWLEDGED.size, 0)
        if len(note) != _ACKNOWLEDGED.size:
            return 0, 0
        far_bytes, far_entries, checksum = _ACKNOWLEDGED.unpack(note)
        return (far_bytes, far_entries) if zlib.crc32(note[:16]) == checksum else (0, 0)

    def _acknowledge(self) -> None:
        # not synced: a stale note only allows a cut that a fresh one would have refused
        head = struct.pack(">QQ", self._end, self.size)
        os.pwrite(self._far, head + struct.pack(">I", zlib.crc32(head)), 0)

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
