"""The Django app of the systems room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SystemsConfig(AppConfig):
    """Systems, Cameras, versions."""

    name = "beholden.ground.systems"
    label = "systems"
    verbose_name = _("公共安全视频系统")
