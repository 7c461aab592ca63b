import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0002_grants"),
    ]

    operations = [
        migrations.CreateModel(
            name="Deadline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=32)),
                ("subject_code", models.CharField(max_length=32)),
                ("rule", models.CharField(max_length=64, verbose_name="规则")),
                ("division", models.CharField(max_length=12, verbose_name="行政区划")),
                ("facts", models.JSONField(default=dict)),
                ("started", models.DateField(verbose_name="起算日")),
                ("due", models.DateField(verbose_name="截止日")),
                ("strict", models.DateField(verbose_name="严格日期")),
                ("provisional", models.BooleanField(default=False)),
                ("certain", models.BooleanField(default=True)),
                ("calendar", models.CharField(max_length=16, verbose_name="所据日历")),
                ("value", models.PositiveIntegerField()),
                ("unit", models.CharField(max_length=16)),
                ("cite", models.CharField(max_length=64, verbose_name="依据")),
                ("counted_by", models.JSONField(default=list)),
                ("rulebook", models.CharField(max_length=64)),
                ("former", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_on", models.DateField(null=True)),
                (
                    "ending",
                    models.CharField(blank=True, choices=[("met", "已完成"), ("dropped", "不再需要")], max_length=8),
                ),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                        verbose_name="责任单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "法定期限",
                "verbose_name_plural": "法定期限",
                "ordering": ("due", "id"),
                "indexes": [
                    models.Index(fields=["subject_kind", "subject_code"], name="deadline_subject"),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)), fields=["owner", "due"], name="deadline_open"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("subject_kind", "subject_code", "rule"),
                        name="deadline_one_running",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due__gte", models.F("started"))), name="deadline_after_its_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_on__isnull", True), ("ending", "")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_on__isnull", False),
                                ("ending__in", ["met", "dropped"]),
                            ),
                            _connector="OR",
                        ),
                        name="deadline_ends_whole",
                    ),
                ],
            },
        ),
    ]
