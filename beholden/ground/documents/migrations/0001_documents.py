import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import beholden.ground.documents.codes


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0002_grants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=32)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("mark", models.CharField(max_length=20)),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
            ],
            options={
                "verbose_name": "文书编号序列",
                "verbose_name_plural": "文书编号序列",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "year", "authority"), name="document_series_once"),
                    models.UniqueConstraint(fields=("kind", "year", "mark"), name="document_series_mark_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=beholden.ground.documents.codes.document_code,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("ordinal", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="编号")),
                ("kind", models.CharField(max_length=32, verbose_name="文书种类")),
                ("subject_kind", models.CharField(max_length=32)),
                ("subject_code", models.CharField(max_length=32)),
                ("unit_name", models.CharField(max_length=200, verbose_name="单位名称")),
                ("at", models.DateTimeField(verbose_name="制作时间")),
                ("sha256", models.CharField(max_length=64, verbose_name="文件哈希")),
                ("size", models.PositiveIntegerField(verbose_name="字节数")),
                ("path", models.CharField(max_length=100)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="documents.documentseries",
                    ),
                ),
            ],
            options={
                "verbose_name": "文书",
                "verbose_name_plural": "文书",
                "ordering": ("-at", "-id"),
                "indexes": [models.Index(fields=["subject_kind", "subject_code"], name="document_subject")],
                "constraints": [
                    models.UniqueConstraint(fields=("series", "ordinal"), name="document_number_once"),
                    models.CheckConstraint(condition=models.Q(("ordinal__gte", 1)), name="document_ordinal_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="document_has_a_hash"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", ""), _negated=True), models.Q(("path", ""), _negated=True)
                        ),
                        name="document_has_a_number",
                    ),
                ],
            },
        ),
    ]
