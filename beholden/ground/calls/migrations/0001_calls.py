"""Writing calls of scripts and their answers, for every room's API."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=100, verbose_name="调用标识")),
                ("asked", models.CharField(max_length=64, verbose_name="调用内容的哈希")),
                ("at", models.DateTimeField(db_index=True, verbose_name="时间")),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="应答状态")),
                ("answer", models.JSONField(null=True, verbose_name="应答")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "接口调用",
                "verbose_name_plural": "接口调用",
                "constraints": [models.UniqueConstraint(fields=("account", "key"), name="call_once")],
            },
        ),
    ]
