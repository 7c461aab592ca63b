"""How much of a file is ever read: bounds on bytes, rows, columns and what an archive unpacks to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """``bytes`` of the file, ``unpacked`` bytes of an XLSX, ``strings`` bytes of its shared texts, filled ``rows``,
    ``columns`` read of each row, ``cell`` characters kept of one cell."""

    bytes: int = 40_000_000
    unpacked: int = 400_000_000
    strings: int = 80_000_000
    parts: int = 500
    rows: int = 200_000
    columns: int = 64
    cell: int = 1_000


LAST_EXCEL_ROW = 1_048_576
