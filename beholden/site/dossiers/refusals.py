"""What this room answers when it says no."""

from __future__ import annotations

from django.utils.translation import gettext as _

from beholden.ground.people import refusals


class Refused(refusals.Refused):
    """An act on a dossier that cannot be done. ``field`` names the input, ``cite`` the article the law refuses by."""

    def __init__(self, code: str, sentence: object, *, field: str = "", cite: str = "") -> None:
        super().__init__(code, sentence)
        self.field = field
        self.cite = cite


class Conflict(Refused):
    """Another tab was quicker. Nothing was written."""

    def __init__(self) -> None:
        super().__init__("conflict", _("这份档案刚刚有了新的变化，这次操作没有执行。请看过最新内容后再办。"))
