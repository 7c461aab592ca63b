"""Typed text as it is kept: whatever somebody pastes, without what nobody sees, and never longer than it may be."""

from __future__ import annotations

import unicodedata
from typing import Final

from django.utils.translation import gettext as _

from beholden.registry.filings.answers import Refused

LONGEST_WORDS: Final = 4_000
LONGEST_PLACE: Final = 300
LONGEST_CONTACT: Final = 200
LONGEST_REASON: Final = 500
_UNSEEN: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\ufeff")


def kept(value: object, label: object, longest: int, *, field: str = "", least: int = 0, lines: bool = False) -> str:
    """NFC, trimmed; control characters and turning marks are left out, since a reporter must not be sent back for them.

    Raises Refused: empty (fewer than ``least`` characters) or too_long, at ``field``.
    """
    raw = str(value)[: longest * 20].replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = "".join(letter for letter in raw if (lines and letter == "\n") or _visible(letter))
    text = unicodedata.normalize("NFC", seen).strip()
    if len(text) < least:
        raise Refused("empty", _("请填写%(label)s") % {"label": label}, field=field)
    if len(text) > longest:
        values = {"label": label, "longest": longest, "length": len(text)}
        raise Refused("too_long", _("%(label)s最长 %(longest)d 个字，现在是 %(length)d 个字") % values, field=field)
    return text


def _visible(letter: str) -> bool:
    return letter not in _UNSEEN and unicodedata.category(letter) not in ("Cc", "Cs", "Cn", "Co")
