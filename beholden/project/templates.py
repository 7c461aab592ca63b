"""Finds a room's templates in its ``web/templates`` folder."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.template.loaders.filesystem import Loader


class RoomLoader(Loader):
    """Looks in ``<room>/web/templates`` of every installed room."""

    def get_dirs(self) -> list[Path]:
        """The template folders, in the order of INSTALLED_APPS."""
        folders = (Path(room.path) / "web" / "templates" for room in apps.get_app_configs())
        return [folder for folder in folders if folder.is_dir()]
