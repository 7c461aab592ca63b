"""One table of counts for every subject. What was kept are a job's copies: they are counted anew within the hour."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("statistics", "0001_initial")]

    operations = [
        migrations.DeleteModel(name="FilingCount"),
        migrations.DeleteModel(name="Counting"),
        migrations.CreateModel(
            name="Counting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=12, unique=True)),
                ("at", models.DateTimeField()),
                ("records", models.PositiveBigIntegerField()),
            ],
            options={
                "verbose_name": "最近一次统计",
                "verbose_name_plural": "最近一次统计",
            },
        ),
        migrations.CreateModel(
            name="KeptCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=12)),
                ("jurisdiction", models.CharField(blank=True, max_length=12)),
                ("area", models.CharField(blank=True, max_length=6)),
                ("measure", models.CharField(max_length=40)),
                ("month", models.DateField()),
                ("count", models.PositiveBigIntegerField()),
            ],
            options={
                "verbose_name": "月度数",
                "verbose_name_plural": "月度数",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject", "jurisdiction", "area", "measure", "month"), name="kept_count_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("count__gt", 0)), name="kept_count_of_something"),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptTimes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("jurisdiction", models.CharField(max_length=12)),
                ("area", models.CharField(blank=True, max_length=6)),
                ("start", models.DateField()),
                ("until", models.DateField()),
                ("classes", models.JSONField()),
                ("most", models.JSONField()),
            ],
            options={
                "verbose_name": "受检次数",
                "verbose_name_plural": "受检次数",
                "constraints": [
                    models.UniqueConstraint(fields=("jurisdiction", "area", "start", "until"), name="kept_times_once")
                ],
            },
        ),
    ]
