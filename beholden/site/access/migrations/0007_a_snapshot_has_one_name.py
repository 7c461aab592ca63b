"""The register calls a snapshot as the player does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Words only."""

    dependencies = [("access", "0006_calls_of_scripts")]

    operations = [
        migrations.AlterField(
            model_name="accessentry",
            name="action",
            field=models.CharField(
                blank=True,
                choices=[
                    ("live", "实时查看"),
                    ("playback", "回放"),
                    ("snapshot", "抓图"),
                    ("export", "调取"),
                    ("masked", "遮挡件"),
                ],
                max_length=8,
                verbose_name="操作",
            ),
        ),
    ]
