"""A file as a table of texts: what it is by its content, where its header stands, and its rows one by one.

Rows are numbered as a spreadsheet counts them, so that a person finds them again. Memory is that of one row (and of an
XLSX's shared texts, which are bounded before).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from beholden.engines.cameralist import archives, delimited, encodings, headers, workbooks
from beholden.engines.cameralist.errors import ListError
from beholden.engines.cameralist.limits import Limits

Row = tuple[int, tuple[str, ...]]
_LOOK: Final = 15  # rows searched for the header: titles and notes stand above it
_SNIFF: Final = 65_536
_NOT_LISTS: Final = (
    (b"%PDF", "PDF"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"GIF8", "GIF"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """A list that can be read again and again. ``kind`` csv or xlsx; ``encoding`` "" for XLSX; ``first`` is the row
    number of the first data row."""

    path: Path
    kind: str
    encoding: str
    delimiter: str
    sheet: str
    header: tuple[str, ...]
    first: int
    limits: Limits

    def rows(self) -> Iterator[Row]:
        """Every filled row below the header. Raises ListError: damaged, too many rows."""
        filled = 0
        for number, cells in _raw(self.path, self.kind, self.encoding, self.delimiter, self.sheet, self.limits):
            if number < self.first or not any(cells):
                continue
            filled += 1
            if filled > self.limits.rows:
                raise ListError("too_many_rows", most=self.limits.rows)
            yield number, cells


def open_list(path: Path, limits: Limits | None = None, *, encoding: str = "") -> Table:
    """The list in ``path``, with its header found. ``encoding`` overrules the guess. Raises ListError."""
    bounds = limits or Limits()
    size = path.stat().st_size
    if not size:
        raise ListError("empty")
    if size > bounds.bytes:
        raise ListError("too_large", bytes=size, most=bounds.bytes)
    with path.open("rb") as file:
        head = file.read(_SNIFF)
    if head.startswith(b"PK\x03\x04"):
        archives.inspect(path, bounds)
        return _best_sheet(path, bounds)
    _refuse_others(head)
    name = encoding if encoding in encodings.NAMES and encodings.reads(path, encoding) else encodings.detect(path)
    if not _start_of_text(path, name).strip('\ufeff \t\r\n,;|"'):
        raise ListError("empty")
    delimiter = delimited.delimiter_of(path, name)
    found = _header(lambda: _raw(path, "csv", name, delimiter, "", bounds))
    if found is None:
        raise ListError("no_table")
    return Table(path, "csv", name, delimiter, "", *found, bounds)


def _refuse_others(head: bytes) -> None:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise ListError("old_excel")
    for magic, what in _NOT_LISTS:
        if head.startswith(magic):
            raise ListError("not_a_list", what=what)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<script")):
        raise ListError("not_a_list", what="HTML")
    if start.startswith((b"{", b"[")):
        raise ListError("json")
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ListError("not_a_list", what="?")


def _start_of_text(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        return file.read(_SNIFF)


def _raw(path: Path, kind: str, encoding: str, delimiter: str, sheet: str, limits: Limits) -> Iterator[Row]:
    if kind == "xlsx":
        return workbooks.rows(path, sheet, limits)
    return delimited.rows(path, encoding, delimiter, limits)


def _best_sheet(path: Path, limits: Limits) -> Table:
    """The sheet whose header names most fields; the first filled one when none names any."""
    best: Table | None = None
    for sheet in workbooks.sheets(path):
        found = _header(lambda sheet=sheet: workbooks.rows(path, sheet, limits))  # type: ignore[misc]
        if found is None:
            continue
        table = Table(path, "xlsx", "", "", sheet, *found, limits)
        if best is None or headers.recognised(table.header) > headers.recognised(best.header):
            best = table
    if best is None:
        raise ListError("no_table")
    return best


def _header(again: Callable[[], Iterator[Row]]) -> tuple[tuple[str, ...], int] | None:
    """(header, number of the first data row): the row among the first that names most fields, else the first wide one.

    Of a header in two rows ("坐标" above "经度", "纬度") both are read into one.
    """
    looked = [row for row in islice(again(), _LOOK) if any(row[1])]
    if not looked:
        return None
    scores = [headers.recognised(cells) for _number, cells in looked]
    best = max(range(len(looked)), key=lambda index: (scores[index], -index))
    if scores[best] < 2:
        wide = (index for index, (_n, cells) in enumerate(looked) if sum(map(bool, cells)) > 1)
        best = next(wide, 0)
    number, cells = looked[best]
    for index in (best - 1, best + 1):
        if 0 <= index < len(looked) and abs(looked[index][0] - number) == 1:
            upper, lower = (looked[index][1], cells) if index < best else (cells, looked[index][1])
            joined = _joined(upper, lower)
            if joined is not None and headers.recognised(joined) > scores[best]:
                return joined, max(number, looked[index][0]) + 1
    return cells, number + 1


def _joined(upper: tuple[str, ...], lower: tuple[str, ...]) -> tuple[str, ...] | None:
    """Two header rows as one, or None when the lower one is already data (something it says is no header word)."""
    width = max(len(upper), len(lower))
    above, below = (row + ("",) * (width - len(row)) for row in (upper, lower))
    if any(word and not headers.known(word) for word in below):
        return None
    return tuple(under or over for over, under in zip(above, below, strict=True))
