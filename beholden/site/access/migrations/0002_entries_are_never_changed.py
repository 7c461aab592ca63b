"""The database itself refuses to change an entry, whoever asks.

On PostgreSQL it refuses to remove one too. SQLite lets rows go, because emptying a database is a series of deletions
there; a removed entry leaves a hole in the numbers and a leaf on the log, and both are checked.
"""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = """
CREATE TRIGGER access_entry_is_never_changed BEFORE UPDATE ON access_accessentry
BEGIN SELECT RAISE(ABORT, 'a register entry is never changed'); END
"""
POSTGRESQL = """
CREATE FUNCTION access_entry_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a register entry is never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER access_entry_is_never_changed BEFORE UPDATE OR DELETE ON access_accessentry
FOR EACH ROW EXECUTE FUNCTION access_entry_is_never_changed()
"""


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute({"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor])


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on = "" if schema_editor.connection.vendor == "sqlite" else " ON access_accessentry"
    schema_editor.execute(f"DROP TRIGGER access_entry_is_never_changed{on}")
    if on:
        schema_editor.execute("DROP FUNCTION access_entry_is_never_changed()")


class Migration(migrations.Migration):
    dependencies = [("access", "0001_first")]

    operations = [migrations.RunPython(guard, unguard, hints={"also_when_new": True})]
