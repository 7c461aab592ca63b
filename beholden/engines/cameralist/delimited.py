"""CSV and its kin: commas, tabs, semicolons or bars, whichever makes the most even table."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from beholden.engines.cameralist.errors import ListError
from beholden.engines.cameralist.limits import Limits

DELIMITERS: Final = (",", "\t", ";", "|", "，")
_LOOK: Final = 30
_LONGEST_LINE: Final = 1 << 20


def delimiter_of(path: Path, encoding: str) -> str:
    """The delimiter that gives most of the first lines the same, largest number of cells."""
    lines = list(islice(_lines(path, encoding), _LOOK))

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(next(csv.reader([line], delimiter=delimiter), [])) for line in lines if line.strip())
        wide = [(count, width) for width, count in widths.items() if width > 1]
        return max(wide, default=(0, 0))

    return max(DELIMITERS, key=lambda delimiter: (*evenness(delimiter), -DELIMITERS.index(delimiter)))


def rows(path: Path, encoding: str, delimiter: str, limits: Limits) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every row with its number. Raises ListError when a quote is never closed or a line never ends."""
    reader = csv.reader(_lines(path, encoding), delimiter=delimiter)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield number, tuple(cell.strip()[: limits.cell] for cell in cells[: limits.columns])
    except (csv.Error, UnicodeError) as error:
        raise ListError("damaged", row=number + 1) from error


def _lines(path: Path, encoding: str) -> Iterator[str]:
    with path.open(encoding=encoding, newline="") as file:
        while line := file.readline(_LONGEST_LINE):
            if len(line) >= _LONGEST_LINE:
                raise csv.Error("line too long")
            yield line
