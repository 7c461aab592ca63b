"""What was late, and what runs, is found along indexes of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deadlines", "0001_deadlines"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("ended_on__gt", models.F("due")), ("ending", "met")),
                fields=["subject_kind", "rule", "subject_code"],
                name="deadline_met_late",
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["subject_kind", "rule", "due"],
                name="deadline_running",
            ),
        ),
    ]
