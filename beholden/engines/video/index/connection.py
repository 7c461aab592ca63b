"""The index's one SQLite file: how it is opened, made and shared. Several processes may write at once.

WAL, short immediate transactions, ten seconds of patience. `synchronous` is NORMAL: a power cut may take back the last
commits but never damages the file, footage is synced before its row is written, and salvage finds files that the index
lacks. Only deletion is FULL: the garbage row must be on disk before the file goes.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

FORMAT = 2  # user_version
APPLICATION = 0x42484C44  # application_id, "BHLD"
PATIENCE = 10.0  # seconds to wait for another process's transaction


class IndexDamaged(sqlite3.DatabaseError):
    """The file is not an index of this format. It can be made again from the footage."""


class Connection:
    """One open index. Threads may share it; a busy thread is better served by one of its own."""

    def __init__(self, path: Path, *, readonly: bool = False, root: Path | None = None) -> None:
        """Open the index at ``path``, made when absent, of the data folder ``root`` (the one it lies in).

        Raises IndexDamaged, sqlite3.Error.

        ``readonly`` never changes a row; FileNotFoundError when there is no file, sqlite3.OperationalError when SQLite
        cannot read it as things are (a log beside it that nobody here may open).
        """
        self.path = path
        self.root = path.parent if root is None else root  # the paths of the rows begin here
        self.readonly = readonly
        self._lock = threading.RLock()
        self._connection = _connect(path, readonly)
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file. The last one to do so folds the log back into it."""
        with self._lock:
            self._connection.close()

    def sound(self) -> bool:
        """SQLite's own quick check of the whole file: a minute for ten gigabytes."""
        try:
            return self._rows("PRAGMA quick_check(1)", ()) == [("ok",)]
        except sqlite3.DatabaseError:
            return False

    def _prepare(self) -> None:
        try:
            self._connection.execute("BEGIN")  # one view of all three, while another process may be creating it
            (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            (application,) = self._connection.execute("PRAGMA application_id").fetchone()
            self._connection.execute("COMMIT")
            if not tables and not version and not self.readonly:
                self._create()
                return
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(f"{self.path}: {error}") from error
        if application != APPLICATION or version != FORMAT:
            raise IndexDamaged(f"{self.path} is not an index of format {FORMAT}")

    def _create(self) -> None:
        schema = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")
        with self._write():
            (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            if tables:  # another process was first
                return
            for statement in _statements(schema):
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA application_id = {APPLICATION}")
            self._connection.execute(f"PRAGMA user_version = {FORMAT}")

    @contextmanager
    def _write(self) -> Iterator[None]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _rows(self, statement: str, values: dict[str, Any] | tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


def _connect(path: Path, readonly: bool) -> sqlite3.Connection:
    if readonly:
        return _connect_readonly(path)
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.OperationalError:
        connection.close()
        raise
    except sqlite3.DatabaseError as error:
        connection.close()
        raise IndexDamaged(f"{path}: {error}") from error
    return connection


def _connect_readonly(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise FileNotFoundError(path)
    # where it may, SQLite keeps its log beside the file and removes it again; where it may not and there is none to
    # read, nobody else can be writing either
    mode = "rw"
    if not _writable(path.parent):
        log = path.with_name(path.name + "-wal")
        mode = "ro" if log.exists() and log.stat().st_size else "ro&immutable=1"
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK)


def _statements(schema: str) -> Iterator[str]:
    statement = ""
    for line in schema.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
