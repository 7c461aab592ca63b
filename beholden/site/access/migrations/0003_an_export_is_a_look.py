"""An export is a look. SQLite makes the table anew for it, and would forget that entries are never changed."""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = """
CREATE TRIGGER access_entry_is_never_changed BEFORE UPDATE ON access_accessentry
BEGIN SELECT RAISE(ABORT, 'a register entry is never changed'); END
"""


def guard_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS access_entry_is_never_changed")
        schema_editor.execute(SQLITE)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_entries_are_never_changed"),
        ("people", "0004_discipline_officer"),
        ("systems", "0001_systems"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="accessentry",
            name="access_action_is_known",
        ),
        migrations.AlterField(
            model_name="accessentry",
            name="action",
            field=models.CharField(
                blank=True,
                choices=[("live", "实时查看"), ("playback", "回放"), ("snapshot", "截图"), ("export", "调取")],
                max_length=8,
                verbose_name="操作",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("action__in", ["live", "playback", "snapshot", "export", ""])),
                name="access_action_is_known",
            ),
        ),
        migrations.RunPython(guard_again, guard_again),
    ]
