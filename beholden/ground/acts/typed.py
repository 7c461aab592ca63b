"""What people type, as it is kept; and which revision of a case their page was made from."""

from __future__ import annotations

import unicodedata
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from beholden.ground.acts.refusals import Refused

_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\ufeff")


def text(value: object, label: object, longest: int, *, field: str = "", lines: bool = False) -> str:
    """Typed text as it is kept: NFC, outer blanks off. Raises Refused: too long, or holding characters nobody sees."""
    kept = unicodedata.normalize("NFC", "" if value is None else str(value)).replace("\r\n", "\n").strip()
    if len(kept) > longest:
        values = {"label": label, "longest": longest, "length": len(kept)}
        raise Refused("too_long", _("%(label)s最长 %(longest)d 个字，现在是 %(length)d 个") % values, field=field)
    for character in kept:
        if lines and character == "\n":
            continue
        if character in _TURNING or unicodedata.category(character) in ("Cc", "Cs"):
            values = {"label": label, "code": f"U+{ord(character):04X}"}
            raise Refused("invisible", _("%(label)s含有看不见的控制字符（%(code)s），请删去") % values, field=field)
    return kept


def revision(given: QueryDict) -> int | None:
    """The revision the page was made from, or None when the form doesn't say."""
    said = given.get("revision", "")[:9]
    return int(said) if said.isascii() and said.isdigit() else None
