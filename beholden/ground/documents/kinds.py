"""The kinds of letters: which template in `law/letters`, which word in the number, what must be said in them.

A kind with a mark is numbered by its authority and year and is kept; one without is only drawn (a blank form, a sign).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST: Final = 2_000  # characters in one value
MOST: Final = 500  # entries in one list
_KEPT_CONTROLS: Final = frozenset("\n")
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


class DocumentError(Exception):
    """A document cannot be made or read; str() is a sentence for whoever runs this installation."""


@dataclass(frozen=True, slots=True)
class Kind:
    """``mark`` stands in the number (empty: not numbered); ``needs`` are the values the template cannot do without."""

    name: str
    title: Promise
    template: str
    mark: str
    needs: tuple[str, ...]

    @property
    def numbered(self) -> bool:
        """Whether it is issued: numbered, kept and open to the public check."""
        return bool(self.mark)


KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("filing_receipt", _("备案回执"), "filing-receipt", "备回", ("authority", "unit", "rows")),
        Kind(
            "correction_notice", _("一次性告知补正通知书"), "correction-notice", "备补", ("authority", "unit", "items")
        ),
        Kind("authorisation_letter", _("委托办理备案授权书"), "authorisation-letter", "", ()),
        Kind("sign", _("提示标识"), "sign", "", ("unit", "purpose", "retention")),
    )
}


def register(*kinds: Kind) -> None:
    """Letters of an upper room, said when it starts. Raises ValueError: name or mark is another's."""
    for kind in kinds:
        other = next((one for one in KINDS.values() if one.mark and one.mark == kind.mark), kind)
        if KINDS.setdefault(kind.name, kind) != kind or other.name != kind.name:
            raise ValueError(f"{kind.name} or its mark {kind.mark!r} is taken")


def kind_of(name: str) -> Kind:
    """The kind of this name. Raises DocumentError."""
    found = KINDS.get(name)
    if found is None:
        raise DocumentError(f"there is no letter called {name!r}; there are {', '.join(KINDS)}")
    return found


def checked(kind: Kind, context: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the template gets them: complete, of bounded size, without invisible characters.

    Values are text, numbers, booleans, None, and lists and dicts of these. Raises DocumentError naming what is wrong.
    """
    lacking = [name for name in kind.needs if not context.get(name)]
    if lacking:
        raise DocumentError(f"{kind.name} cannot be made without {', '.join(lacking)}")
    return {str(name): _plain(value, f"{kind.name}.{name}") for name, value in context.items()}


def _plain(value: Any, where: str) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(part, f"{where}.{name}") for name, part in value.items()}
    if isinstance(value, list | tuple):
        if len(value) > MOST:
            raise DocumentError(f"{where} has {len(value)} entries, at most {MOST} are printed")
        return [_plain(part, where) for part in value]
    text = str(value)  # lazy translations and dates too
    if len(text) > LONGEST:
        raise DocumentError(f"{where} has {len(text)} characters, at most {LONGEST} are printed")
    return "".join(letter for letter in text if _printable(letter))


def _printable(letter: str) -> bool:
    if letter in _KEPT_CONTROLS:
        return True
    code = ord(letter)
    return not (code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code <= 0xDFFF or letter in _TURNING)
