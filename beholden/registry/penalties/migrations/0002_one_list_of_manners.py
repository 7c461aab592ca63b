"""Manners of service are those the law lists (`order.service.manners`), as in orders; what stands is kept."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

NAMES = {"in_person": "direct", "post": "postal", "public": "public_notice"}


def forward(apps: Any, _editor: object) -> None:
    """The room's own words become the law's."""
    _renamed(apps, NAMES)


def back(apps: Any, _editor: object) -> None:
    """And back."""
    _renamed(apps, {new: old for old, new in NAMES.items()})


def _renamed(apps: Any, names: dict[str, str]) -> None:
    for old, new in names.items():
        apps.get_model("penalties", "Party").objects.filter(manner=old).update(manner=new)


class Migration(migrations.Migration):
    dependencies = [("penalties", "0001_penalties")]

    operations = [
        migrations.AlterField(
            model_name="party",
            name="manner",
            field=models.CharField(
                "送达方式",
                blank=True,
                choices=[
                    ("direct", "直接送达"),
                    ("left", "留置送达"),
                    ("entrusted", "委托送达"),
                    ("postal", "邮寄送达"),
                    ("electronic", "电子送达（经受送达人同意）"),
                    ("public_notice", "公告送达"),
                ],
                max_length=16,
            ),
        ),
        migrations.RunPython(forward, back),
    ]
