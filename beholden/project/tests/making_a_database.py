"""Makes a database, the short way or through every past change, and says what is in it: `… new|walk`, JSON."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beholden.project.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.core.management.commands.migrate import Command as Walk  # noqa: E402
from django.db import connection  # noqa: E402

CATALOGUE = {
    "column": """SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
        pg_get_expr(d.adbin, d.adrelid), l.collname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped""",
    "constraint": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), condeferrable
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'""",
    "index": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "trigger": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "function": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "sequence": "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'",
}


def main(way: str) -> dict[str, Any]:
    """Make it, and tell schema, rows of each table, and the migrations noted."""
    gc.disable()  # what a walk leaves behind takes a tenth of its time to look through
    call_command(Walk() if way == "walk" else "migrate", verbosity=0)
    return described()


def described() -> dict[str, Any]:
    """The vendor, every definition (columns in no order: late ones stand at the end), rows by table, migrations."""
    with connection.cursor() as cursor:

        def rows(asked: str) -> list[tuple[Any, ...]]:
            cursor.execute(asked)
            return list(cursor.fetchall())

        schema = of_sqlite(rows) if connection.vendor == "sqlite" else of_postgresql(rows)
        counts = {name: rows(f'SELECT count(*) FROM "{name}"')[0][0] for name in connection.introspection.table_names()}
        noted = sorted([app, name] for app, name in rows("SELECT app, name FROM django_migrations"))
    return {"vendor": connection.vendor, "schema": schema, "rows": counts, "migrations": noted}


def of_sqlite(rows: Callable[[str], list[tuple[Any, ...]]]) -> list[str]:
    """Each definition as SQLite keeps it, a table's broken into its columns and constraints."""
    found = []
    for kind, name, sql in rows("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"):
        found += [f"{name}: {part}" for part in parts(sql)] if kind == "table" else [sql]
    return sorted(found)


def of_postgresql(rows: Callable[[str], list[tuple[Any, ...]]]) -> list[str]:
    """Each definition as the catalogue tells it."""
    return sorted(f"{kind} {list(row)}" for kind, asked in CATALOGUE.items() for row in rows(asked))


def parts(sql: str) -> list[str]:
    """What stands between the outer brackets of a CREATE TABLE, by its outer commas."""
    found, deep, quote = [""], 0, ""
    for letter in sql[sql.index("(") + 1 : sql.rindex(")")]:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        deep += 0 if quote else (letter == "(") - (letter == ")")
        if letter == "," and not deep and not quote:
            found.append("")
        else:
            found[-1] += letter
    return [part.strip() for part in found]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1])))
