"""What a room answers when it says no to an act."""

from __future__ import annotations

from beholden.ground.people import refusals


class Refused(refusals.Refused):
    """An act that cannot be done. ``field`` names the input, ``cite`` the article the law refuses by."""

    def __init__(self, code: str, sentence: object, *, field: str = "", cite: str = "") -> None:
        super().__init__(code, sentence)
        self.field = field
        self.cite = cite


class Conflict(Refused):
    """Somebody was quicker: another tab, another person. Nothing was written. A room says of what in ``words``."""

    words: object = ""

    def __init__(self) -> None:
        super().__init__("conflict", str(self.words))
