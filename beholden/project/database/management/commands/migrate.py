"""`migrate`, which makes a new database as the last migration leaves it: tables, guards, all migrations noted.

Walking there through every past change took nine seconds of the first start (docs/decisions/0016). A database that
holds anything walks as ever. A test keeps both ways to the same schema.
"""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration, RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

ALSO_WHEN_NEW = {"also_when_new": True}
"""The hints of a `RunPython` that makes what no model describes: a trigger."""

_PARTLY = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")


class Command(migrate.Command):
    """Django's, with a shorter way to a new database."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Migrate; a whole migration of an empty database makes it at once, all or nothing."""
        connection = connections[options.get("database") or DEFAULT_DB_ALIAS]
        connection.prepare_database()
        if not any(options.get(name) for name in _PARTLY) and not connection.introspection.table_names():
            make(connection)
        return super().handle(*args, **options)


def make(connection: BaseDatabaseWrapper) -> None:
    """Every table of every migrated app in an empty database, in one transaction.

    From the state that the migrations add up to, not from today's models: both ways lead to the same place.
    """
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    after = executor.loader.project_state(executor.loader.graph.leaf_nodes()).apps
    with connection.schema_editor() as editor:
        for model in after.get_models():
            if router.allow_migrate_model(connection.alias, model) and model._meta.can_migrate(connection):
                editor.create_model(model)
        for guard in _guards(plan):
            guard.code(after, editor)
        _note(connection, plan)


def _guards(plan: list[Migration]) -> list[RunPython]:
    steps = [step for migration in plan for step in migration.operations if isinstance(step, RunPython)]
    return [step for step in steps if step.hints == ALSO_WHEN_NEW]


def _note(connection: BaseDatabaseWrapper, plan: list[Migration]) -> None:
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    names = {(migration.app_label, migration.name) for migration in plan}
    names |= {tuple(replaced) for migration in plan for replaced in migration.replaces}
    recorder.migration_qs.bulk_create([recorder.Migration(app=app, name=name) for app, name in sorted(names)])
