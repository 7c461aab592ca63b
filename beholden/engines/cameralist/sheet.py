"""The rows that need a hand, as a spreadsheet to work on: the file's own columns and, in front, what was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from beholden.engines.cameralist.errors import ListError

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell


def write_sheet(path: Path, title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write ``rows`` below ``header``; gives how many. Every cell is text: nothing in it is ever computed."""
    from openpyxl import Workbook  # a quarter of a second that no start has to wait for
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    page = book.create_sheet(title[:31] or "1")
    page.freeze_panes = "A2"

    def texts(values: Sequence[str]) -> list[WriteOnlyCell]:
        made = []
        for value in values:
            cell = WriteOnlyCell(page, value=ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:32_000])
            cell.data_type = "s"  # also when it begins with "="
            made.append(cell)
        return made

    page.append(texts(header))
    count = 0
    for row in rows:
        page.append(texts(row))
        count += 1
    try:
        book.save(path)
    except OSError as error:
        raise ListError("damaged", row=0) from error
    return count
