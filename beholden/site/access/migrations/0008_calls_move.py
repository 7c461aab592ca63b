"""Calls of scripts are kept in one room for all; those that are here move there."""

from __future__ import annotations

from typing import Any

from django.db import migrations

_FIELDS = ("account_id", "key", "asked", "at", "status", "answer")


def move(apps: Any, schema_editor: Any) -> None:
    """Every row goes over; where both rooms knew a key of an account, the first to come stays."""
    kept = apps.get_model("calls", "Call")
    rows = apps.get_model("access", "Call").objects.values(*_FIELDS)
    batch = []
    for row in rows.iterator(chunk_size=500):
        batch.append(kept(**row))
        if len(batch) == 500:
            kept.objects.bulk_create(batch, ignore_conflicts=True)
            batch = []
    kept.objects.bulk_create(batch, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("access", "0007_a_snapshot_has_one_name"), ("calls", "0001_calls")]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="Call"),
    ]
