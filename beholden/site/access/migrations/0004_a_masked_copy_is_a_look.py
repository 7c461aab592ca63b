"""A masked copy is looked at, for a request. SQLite makes the table anew and would forget that entries never change."""

import importlib

from django.conf import settings
from django.db import migrations, models

guard_again = importlib.import_module("beholden.site.access.migrations.0003_an_export_is_a_look").guard_again


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_an_export_is_a_look"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="accessentry", name="access_action_is_known"),
        migrations.RemoveConstraint(model_name="accessentry", name="access_purpose_is_known"),
        migrations.AlterField(
            model_name="accessentry",
            name="action",
            field=models.CharField(
                blank=True,
                choices=[
                    ("live", "实时查看"),
                    ("playback", "回放"),
                    ("snapshot", "截图"),
                    ("export", "调取"),
                    ("masked", "遮挡件"),
                ],
                max_length=8,
                verbose_name="操作",
            ),
        ),
        migrations.AlterField(
            model_name="accessentry",
            name="purpose",
            field=models.CharField(
                blank=True,
                choices=[
                    ("duty", "值班监看"),
                    ("incident", "事件处置"),
                    ("maintenance", "设备维护"),
                    ("internal", "内部调查"),
                    ("authority", "配合国家机关依法查阅"),
                    ("request", "办理查阅、公开申请"),
                ],
                max_length=16,
                verbose_name="事由",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("action__in", ["live", "playback", "snapshot", "export", "masked", ""])),
                name="access_action_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("purpose__in", ["duty", "incident", "maintenance", "internal", "authority", "request", ""])
                ),
                name="access_purpose_is_known",
            ),
        ),
        migrations.RunPython(guard_again, guard_again),
    ]
