"""What is sent back can be opened and worked on; nothing in it is ever computed or lost."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from beholden.engines.cameralist import open_list, write_sheet
from beholden.engines.cameralist.tests.lists import HEADER, row


def test_formulas_of_strangers_stay_texts_and_unprintable_characters_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    count = write_sheet(
        path, "需要核对", ("行", "名称"), [("2", "=cmd|'/c calc'!A1"), ("3", "a\x07b"), ("4", "@SUM(A1)")]
    )
    assert count == 3
    cells = [[(cell.value, cell.data_type) for cell in cells] for cells in load_workbook(path).active.iter_rows()]  # type: ignore[union-attr]
    assert [cells[n][1] for n in (1, 2, 3)] == [("=cmd|'/c calc'!A1", "s"), ("a\ufffdb", "s"), ("@SUM(A1)", "s")]


def test_a_corrected_sheet_is_a_list_again(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_sheet(path, "需要核对", ("行", "发现的问题", *HEADER), [("7", "经纬度写反", *row(7))])
    table = open_list(path)
    assert table.header[2:] == HEADER
    assert next(table.rows())[1][2:] == row(7)
