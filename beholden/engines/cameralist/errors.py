"""Why a whole file cannot be read. One code a reason; rows have findings instead."""

from __future__ import annotations

from typing import Final

REASONS: Final = {
    "empty": "the file holds nothing",
    "too_large": "more bytes than allowed",
    "too_many_rows": "more rows than allowed",
    "bomb": "unpacks to more than allowed",
    "not_a_list": "content is neither CSV nor XLSX",
    "json": "JSON is not a table",
    "old_excel": "old XLS or a protected workbook",
    "encoding": "bytes fit no usual encoding",
    "damaged": "cannot be read to the end",
    "no_table": "no row that could be a header",
}


class ListError(Exception):
    """A file that cannot be read as a list. ``code`` is one of REASONS; ``values`` fill the sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{REASONS[code]} {values or ''}".rstrip())
        self.code = code
        self.values = values
