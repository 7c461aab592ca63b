"""At the end of its term an entry forgets who looked. The database lets this one change through, once, and no other."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KEPT = (
    "number", "at", "purpose", "action", "camera_id", "owner_id", "camera_code", "camera_name", "system_name", "starts",
    "ends", "result", "why", "log_index", "leaf_hash",
)  # fmt: skip
GONE = ("username", "name", "unit", "purpose_note", "client")


def erasing(same: str) -> str:
    """The one change: from unerased to erased, nobody left in it, all else as it was."""
    kept = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in KEPT)
    gone = " AND ".join(f"NEW.{name} = ''" for name in GONE)
    return f"OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.account_id IS NULL AND {gone} AND {kept}"


SQLITE = f"""
CREATE TRIGGER access_entry_is_never_changed BEFORE UPDATE ON access_accessentry WHEN NOT ({erasing("IS")})
BEGIN SELECT RAISE(ABORT, 'a register entry is never changed'); END
"""
POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION access_entry_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF {erasing("IS NOT DISTINCT FROM")} THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'a register entry is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    schema_editor.execute("DROP TRIGGER IF EXISTS access_entry_is_never_changed")
    schema_editor.execute(SQLITE)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_a_masked_copy_is_a_look"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="accessentry",
            name="access_granted_is_whole",
        ),
        migrations.RemoveConstraint(
            model_name="accessentry",
            name="access_refused_says_why",
        ),
        migrations.AddField(
            model_name="accessentry",
            name="erased_at",
            field=models.DateTimeField(null=True, verbose_name="内容删除时间"),
        ),
        migrations.AddConstraint(
            model_name="accessentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result", "granted"), _negated=True),
                    ("erased_at__isnull", False),
                    models.Q(
                        ("account__isnull", False),
                        ("camera__isnull", False),
                        ("why", ""),
                        models.Q(("purpose", ""), _negated=True),
                        models.Q(("action", ""), _negated=True),
                        models.Q(("name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="access_granted_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result", "refused"), _negated=True),
                    models.Q(
                        models.Q(("account__isnull", False), ("erased_at__isnull", False), _connector="OR"),
                        models.Q(("why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="access_refused_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", True),
                    models.Q(
                        ("account__isnull", True),
                        ("client", ""),
                        ("name", ""),
                        ("purpose_note", ""),
                        ("unit", ""),
                        ("username", ""),
                    ),
                    _connector="OR",
                ),
                name="access_erased_tells_nobody",
            ),
        ),
        migrations.RunPython(guard, migrations.RunPython.noop, hints={"also_when_new": True}),
    ]
