"""A new database is made in one step; one that walked through every migration is the same. Old ones walk on."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from tests.peers.postgres import cluster

if TYPE_CHECKING:
    import pytest_django

GUARD = "access_entry_is_never_changed"


@pytest.mark.server
@pytest.mark.timeout(300)
@pytest.mark.parametrize("vendor", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def test_both_ways_end_in_the_same_schema_rows_and_notes(root: Path, tmp_path: Path, vendor: str) -> None:
    found = {}
    with cluster() if vendor == "postgresql" else nullcontext("") as url:
        for way in ("new", "walk"):
            if url:
                with psycopg.connect(url, autocommit=True) as server:
                    server.execute(f"CREATE DATABASE {way}".encode())
            found[way] = _made(root, tmp_path / way, way, url and url.replace("/postgres", f"/{way}"))
    new, walked = found["new"], found["walk"]
    assert new["vendor"] == walked["vendor"] == vendor
    assert set(new["schema"]) ^ set(walked["schema"]) == set()
    assert new["schema"] == walked["schema"]
    assert sum(GUARD in line for line in new["schema"]) == (1 if vendor == "sqlite" else 2), "trigger and function"
    assert new["migrations"] == walked["migrations"]
    assert new["rows"] == walked["rows"]


def _made(root: Path, data: Path, way: str, url: str) -> dict[str, Any]:
    data.mkdir()
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environ |= {"BEHOLDEN_DATA": str(data), **({"DATABASE_URL": url} if url else {})}
    words = [sys.executable, "-m", "beholden.project.tests.making_a_database", way]
    done = subprocess.run(words, cwd=root, env=environ, capture_output=True, text=True, timeout=140, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def other(tmp_path: Path, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[DatabaseWrapper]:
    """A second, empty SQLite database under the name `other`."""
    told = {**connections[DEFAULT_DB_ALIAS].settings_dict, "NAME": str(tmp_path / "other.sqlite")}
    connections.settings["other"] = told
    try:
        with django_db_blocker.unblock():
            yield connections["other"]  # type: ignore[misc]
    finally:
        connections["other"].close()
        del connections["other"], connections.settings["other"]


def test_a_new_one_is_whole_or_not_there(other: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch) -> None:
    from beholden.project.database.management.commands import migrate

    with monkeypatch.context() as patch, pytest.raises(RuntimeError, match="power"):

        def power_fails(*_: Any) -> None:
            raise RuntimeError("power")

        patch.setattr(migrate, "_note", power_fails)
        call_command("migrate", database="other", verbosity=0)
    assert other.introspection.table_names() == []
    call_command("migrate", database="other", verbosity=0)
    assert len(other.introspection.table_names()) > 100
    said = StringIO()
    call_command("migrate", database="other", stdout=said)
    assert "No migrations to apply" in said.getvalue()
    call_command("migrate", database="other", verbosity=0, check_unapplied=True)


def test_one_that_holds_anything_walks_and_keeps_it(other: DatabaseWrapper) -> None:
    """Up to where some old installation stood; then on, with its rows."""
    call_command("migrate", "people", "0002", database="other", verbosity=0)
    applied = MigrationRecorder(other).applied_migrations()
    assert ("people", "0002_grants") in applied and ("people", "0003_roles_of_the_register") not in applied
    with other.cursor() as cursor:
        cursor.execute("CREATE TABLE of_somebody (word TEXT)")
        cursor.execute("INSERT INTO of_somebody VALUES ('kept')")
    call_command("migrate", "people", "0003", database="other", verbosity=0)
    assert ("people", "0003_roles_of_the_register") in MigrationRecorder(other).applied_migrations()
    assert "filings_filing" not in other.introspection.table_names()
    with sqlite3.connect(other.settings_dict["NAME"]) as there:
        assert there.execute("SELECT word FROM of_somebody").fetchall() == [("kept",)]
