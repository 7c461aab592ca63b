"""Encodings, delimiters, header layouts and sheets as they come; what is no list is refused with its reason."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from beholden.engines.cameralist import Limits, ListError, open_list, propose
from beholden.engines.cameralist.tests.lists import HEADER, checked, codes, csv_file, rewritten, row, xlsx_file

SAMPLES = Path(__file__).resolve().parents[5] / "shared" / "data" / "camera-lists"
# their licences do not let them into this repository; every finding in them is also planted in lists of our own
published = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the published camera lists are not beside this checkout")
TRADITIONAL = [("流水號", "攝影機編號", "WGSX", "WGSY"), ("1", "001-市民快承德", "121.5169", "25.04855")]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_simplified_chinese_reads_the_same_in_every_encoding(tmp_path: Path, encoding: str, told: str) -> None:
    path = csv_file(tmp_path / "a.csv", [HEADER, row(1), row(2, name="㐂镕龑 后门")], encoding)
    table = open_list(path)
    assert table.encoding == told
    assert table.header == HEADER
    assert [cells[1] for _number, cells in table.rows()] == ["00001 正门", "㐂镕龑 后门"]


def test_traditional_chinese_is_told_from_big5_and_from_gbk(tmp_path: Path) -> None:
    for encoding in ("big5", "gb18030"):
        table = open_list(csv_file(tmp_path / "a.csv", TRADITIONAL, encoding))
        assert table.encoding.startswith(encoding[:4])
        assert next(table.rows())[1][1] == "001-市民快承德"
        assert {"name", "lon", "lat"} <= propose(table.header).keys()


def test_a_person_may_overrule_the_encoding_but_not_with_one_that_cannot_read_it(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", TRADITIONAL, "big5")
    assert open_list(path, encoding="gb18030").encoding in ("gb18030", "big5hkscs")
    assert open_list(path, encoding="utf-8").encoding == "big5hkscs"
    assert open_list(path, encoding="no-such").encoding == "big5hkscs"


def test_bytes_of_no_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("名称,经度,纬度\n".encode() + b"\xff\xff\x81\xff,1,2\n")
    with pytest.raises(ListError) as refused:
        open_list(path)
    assert refused.value.code == "encoding"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    path = csv_file(tmp_path / "a.csv", [HEADER, *(row(n) for n in range(1, 6))], delimiter=delimiter)
    table = open_list(path)
    assert table.header == HEADER
    assert len(list(table.rows())) == 5


def test_titles_notes_and_two_header_rows_stand_above_the_data(tmp_path: Path) -> None:
    two = [
        ("城南商场公共安全视频系统点位一览表", "", "", ""),
        ("填表人：李经理", "", "", ""),
        ("设备名称", "安装位置", "坐标", ""),
        ("", "", "经度", "纬度"),
        ("正门", "一层", "118.1832", "39.6251"),
    ]
    table = open_list(csv_file(tmp_path / "a.csv", two))
    assert table.header == ("设备名称", "安装位置", "经度", "纬度")
    assert [number for number, _cells in table.rows()] == [5]
    plain = open_list(csv_file(tmp_path / "b.csv", [two[2][:2], ("经度", "纬度"), ("正门", "一层")]))
    assert plain.first >= 2, "a data row that happens to hold header words loses nothing else"


def test_a_list_without_any_known_word_keeps_its_first_wide_row_as_header(tmp_path: Path) -> None:
    table = open_list(csv_file(tmp_path / "a.csv", [("甲", "乙"), ("1", "2")]))
    assert table.header == ("甲", "乙")
    assert propose(table.header) == {}


def test_an_xlsx_is_read_whatever_dimension_it_declares(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "a.xlsx", [HEADER, *(row(n) for n in range(1, 8))], before=["说明"])
    part = "xl/worksheets/sheet2.xml"

    def lie(content: bytes) -> bytes:
        assert b"<sheetData" in content
        return content.replace(b"<sheetData", b'<dimension ref="A1:A1"/><sheetData', 1)

    rewritten(path, part, lie)
    table = open_list(path)
    assert (table.kind, table.sheet, table.header) == ("xlsx", "点位", HEADER)
    assert len(list(table.rows())) == 7


def test_numbers_days_and_gaps_of_a_sheet_become_the_texts_a_person_sees(tmp_path: Path) -> None:
    from datetime import date

    path = xlsx_file(
        tmp_path / "a.xlsx",
        [("名称", "经度", "纬度", "安装日期"), ("正门", 118.25, 39.0, date(2024, 3, 1)), (), ("后门", 118, True, None)],
    )
    rows = list(open_list(path).rows())
    assert rows == [(2, ("正门", "118.25", "39", "2024-03-01")), (4, ("后门", "118", "true"))]


def test_a_bomb_is_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "a.xlsx", [HEADER, row(1)])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 30_000_000)
    assert path.stat().st_size < 100_000
    with pytest.raises(ListError) as refused:
        open_list(path, Limits(unpacked=20_000_000))
    assert refused.value.code == "bomb"
    assert len(list(open_list(path).rows())) == 1, "the same file passes a wider bound"


def test_entities_and_damaged_workbooks_are_refused(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "a.xlsx", [HEADER, row(1)])
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]>'
    rewritten(path, "xl/workbook.xml", lambda content: laughs + content.split(b"?>", 1)[-1])
    with pytest.raises(ListError, match="end"):
        open_list(path)
    torn = xlsx_file(tmp_path / "b.xlsx", [HEADER, *(row(n) for n in range(1, 50))])
    rewritten(torn, "xl/worksheets/sheet1.xml", lambda content: content[: len(content) // 2])
    with pytest.raises(ListError) as refused:
        list(open_list(torn).rows())
    assert refused.value.code == "damaged"
    torn.write_bytes(torn.read_bytes()[:-30])
    with pytest.raises(ListError):
        open_list(torn)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\n\n", "empty"),
        (b" ,,, \n\n", "empty"),
        (b"%PDF-1.7\n", "not_a_list"),
        (b"<!DOCTYPE html><html>", "not_a_list"),
        (b"\xef\xbb\xbf<html>", "not_a_list"),
        (b"\x89PNG\r\n\x1a\n", "not_a_list"),
        (b"a\0b\0c", "not_a_list"),
        (b'{"result": []}', "json"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
        (b"PK\x03\x04 and no more", "damaged"),
    ],
)
def test_what_is_no_list_is_told_by_its_content(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(ListError) as refused:
        open_list(path)
    assert refused.value.code == code


def test_another_zip_is_no_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(ListError) as refused:
        open_list(path)
    assert refused.value.code == "not_a_list"


def test_bounds_on_bytes_rows_columns_and_cells_hold(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [HEADER, *(row(n) for n in range(1, 12))])
    assert len(list(open_list(path, Limits(rows=11)).rows())) == 11
    for bounds, code in ((Limits(bytes=100), "too_large"), (Limits(rows=10), "too_many_rows")):
        with pytest.raises(ListError) as refused:
            list(open_list(path, bounds).rows())
        assert refused.value.code == code
    narrow = open_list(path, Limits(columns=3, cell=4))
    assert narrow.header == ("序号", "设备名称", "安装位置")
    assert next(narrow.rows())[1] == ("1", "0000", "建设南路")


def test_a_quote_that_is_never_closed_names_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('名称,经度,纬度\n正门,118.1,39.6\n"后门,118.1,39.6\n' + "x,1,2\n" * 60_000, encoding="utf-8")
    with pytest.raises(ListError) as refused:
        list(open_list(path).rows())
    assert refused.value.code == "damaged"
    assert refused.value.values == {"row": 3}


@published
@pytest.mark.parametrize(
    ("name", "count", "found"),
    [
        ("2018-06-07_6f2d0db_CCTV_cameras_trafford.csv", 98, {}),
        ("2018-07-19_9d351e9_CCTV_cameras_trafford.csv", 98, {"same_name": 8}),
        ("hk-td-Traffic_Camera_Locations_En.csv", 210, {}),
        ("taipei-traffic-cctv.big5.csv", 416, {"same_spot": 3}),
    ],
)
def test_published_lists_go_through_with_sensible_findings(name: str, count: int, found: dict[str, int]) -> None:
    lines, _checker = checked(SAMPLES / name)
    assert len(lines) == count
    assert dict(codes(lines)) == found
    assert all(line.good and line.lon is not None and line.values["name"] for line in lines)


@published
def test_a_published_list_as_json_is_refused_with_its_reason() -> None:
    with pytest.raises(ListError) as refused:
        open_list(SAMPLES / "tw-cctv.json")
    assert refused.value.code == "json"
