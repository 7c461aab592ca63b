"""Citations as lawyers write them here: `R14(1)`, `R7(2)(3)`, `M10(4)`, `反恐怖主义法32(3)` (glossary, last lines)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from beholden.engines.rulebook.errors import UnknownCitation

_FORM = re.compile(r"^(?P<key>[A-Z]|[\u4e00-\u9fff]{2,40})(?P<article>\d{1,4})(?P<rest>(?:\(\d{1,3}\)){0,3})$")


@dataclass(frozen=True, slots=True)
class Citation:
    """An instrument's key, an article and up to two further numbers as written."""

    key: str
    article: int
    rest: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.key}{self.article}" + "".join(f"({number})" for number in self.rest)


def parse(text: str) -> Citation:
    """Take a citation apart. Raises UnknownCitation when it has another form."""
    folded = text.strip().replace("（", "(").replace("）", ")").replace(" ", "")
    found = _FORM.match(folded)
    if found is None:
        raise UnknownCitation(
            text,
            "写法不对，应如 R14(1)、M10(4)、反恐怖主义法32(3)",
            "is not written like R14(1), M10(4) or 反恐怖主义法32(3)",
        )
    rest = tuple(int(number) for number in re.findall(r"\d+", found["rest"]))
    return Citation(found["key"], int(found["article"]), rest)
