"""The Django app of the documents room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Numbering, rendering, files, the public check."""

    name = "beholden.ground.documents"
    label = "documents"
    verbose_name = _("文书")
