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

FORMAT = 1  # user_version
APPLICATION = 0x42484C44  # application_id, "BHLD"
PATIENCE = 10.0  # seconds to wait for another process's transaction


class IndexDamaged(sqlite3.DatabaseError):
    """The file is not an index of this format. It can be made again from the footage."""


class Connection:
    """One open index. Threads may share it; a busy thread is better served by one of its own."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        """Open the index at ``path``, made when absent. Raises IndexDamaged, sqlite3.Error.

        ``readonly`` never changes a row; FileNotFoundError when there is no file, sqlite3.OperationalError when SQLite
        cannot read it as things are (a log beside it that nobody here may open).
        """
        self.path = path
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

    @property
    def root(self) -> Path:
        """The data folder that the paths of the rows begin at."""
        return self.path.parent

    def sound(self) -> bool:
        """SQLite's own quick check of the whole file: a minute for ten gigabytes."""
        try:
            return self._rows("PRAGMA quick_check(1)", ()) == [("ok",)]
        except sqlite3.DatabaseError:
            return False

    def _prepare(self) -> None:
        try:
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            if not tables and not version and not self.readonly:
                self._create()
                return
            (application,) = self._connection.execute("PRAGMA application_id").fetchone()
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
        if not path.is_file():
            raise FileNotFoundError(path)
        # a folder that cannot be written and holds no log: nobody else can be writing either
        frozen = not path.with_name(path.name + "-wal").exists() and not _writable(path.parent)
        address = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if frozen else ''}"
        return sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
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


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK)


def _statements(schema: str) -> Iterator[str]:
    statement = ""
    for line in schema.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
