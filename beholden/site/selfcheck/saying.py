"""Sentences that can be said in either language later: what a self-check keeps is read by people of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.functional import Promise

LANGUAGES = {"zh": "zh-hans", "en": "en"}


class Said:
    """A translatable sentence with its values; str() says it in the reader's language."""

    def __init__(self, sentence: str | Promise, values: Mapping[str, Any] | None = None) -> None:
        self._sentence, self._values = sentence, dict(values or {})

    def __str__(self) -> str:
        found = str(self._sentence)
        return found % {name: str(value) for name, value in self._values.items()} if self._values else found

    def both(self) -> dict[str, str]:
        """In both languages, to be kept."""
        found = {}
        for key, language in LANGUAGES.items():
            with translation.override(language):
                found[key] = str(self)
        return found


def listed(names: list[str], most: int = 3) -> str:
    """Up to ``most`` names in quotes, and how many there are in all."""
    shown = "、".join(f"“{name}”" for name in names[:most])
    return shown if len(names) <= most else f"{shown}…（{len(names)}）"
