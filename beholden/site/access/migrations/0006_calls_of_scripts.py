"""Writing calls of scripts and their answers, so that one sent again does nothing twice."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_contents_go_at_the_end_of_their_term"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=100, verbose_name="调用标识")),
                ("asked", models.CharField(max_length=64, verbose_name="调用内容的哈希")),
                ("at", models.DateTimeField(verbose_name="时间")),
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
                "constraints": [models.UniqueConstraint(fields=("account", "key"), name="access_call_once")],
            },
        ),
    ]
