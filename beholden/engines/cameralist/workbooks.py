"""XLSX through openpyxl, row by row. The dimension a sheet declares is not believed; formulas give their last value."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from beholden.engines.cameralist.errors import ListError
from beholden.engines.cameralist.limits import LAST_EXCEL_ROW, Limits

_MOST_SHEETS: Final = 10
_EXACT: Final = 2**53  # whole numbers a spreadsheet keeps exactly


def sheets(path: Path) -> list[str]:
    """Names of the first visible sheets that hold cells."""
    with _opened(path) as book:
        return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"][:_MOST_SHEETS]


def rows(path: Path, sheet: str, limits: Limits) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every row of a sheet with its number, cells as text. Raises ListError when the workbook is damaged."""
    with _opened(path) as book:
        page = book[sheet]
        page.reset_dimensions()
        found = iter(page.iter_rows(max_col=limits.columns, values_only=True))
        number = 0
        while True:
            try:
                cells = next(found)
            except StopIteration:
                return
            except Exception as error:  # openpyxl raises whatever a broken part makes it stumble over
                raise ListError("damaged", row=number + 1) from error
            number += 1
            if number > LAST_EXCEL_ROW:
                raise ListError("damaged", row=number)
            yield number, tuple(text(cell)[: limits.cell] for cell in _filled(cells))


def text(value: Any) -> str:
    """A cell as a person reads it: whole numbers without a point, days as ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _filled(cells: tuple[Any, ...]) -> tuple[Any, ...]:
    width = len(cells)
    while width and cells[width - 1] is None:
        width -= 1
    return cells[:width]


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    from openpyxl import load_workbook  # a quarter of a second that no start has to wait for

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # extensions it doesn't know, styles that are missing
        try:
            book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # openpyxl raises whatever a broken part makes it stumble over
            raise ListError("damaged", row=0) from error
        try:
            yield book
        finally:
            book.close()
