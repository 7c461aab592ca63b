"""Defects planted into a good list: each is found in its own row, and no other row is blamed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from beholden.engines.cameralist import Known, Vocabulary, open_list, propose
from beholden.engines.cameralist.angles import angle, pair
from beholden.engines.cameralist.checking import day_of
from beholden.engines.cameralist.tests.lists import HEADER, TANGSHAN, checked, codes, csv_file, row, xlsx_file

PLANTED = [
    ({"name": ""}, "name_missing"),
    ({"name": "门" * 101}, "too_long"),
    ({"position": "路" * 201}, "too_long"),
    ({"name": "门\u202e口"}, "invisible"),
    ({"position": "一层\u200b东"}, "invisible"),
    ({"lon": ""}, "half_position"),
    ({"lat": ""}, "half_position"),
    ({"lon": "东边"}, "not_a_number"),
    ({"lat": "nan"}, "not_a_number"),
    ({"lat": "inf"}, "not_a_number"),
    ({"lon": "1e2"}, "not_a_number"),
    ({"lon": "0", "lat": "0"}, "nowhere"),
    ({"lon": "39.625", "lat": "118.183"}, "swapped"),
    ({"lon": "39.6", "lat": "118.2"}, "swapped"),
    ({"lon": "839512", "lat": "4391022"}, "metres"),
    ({"lon": "200.1234", "lat": "39.6"}, "off_earth"),
    ({"lon": "118.1", "lat": "-95.2"}, "off_earth"),
    ({"lon": "116.3974", "lat": "39.9087"}, "far"),
    ({"lon": "118.2", "lat": "39.6"}, "coarse"),
    ({"code": "13020301001320000"}, "code_shape"),
    ({"code": "1.30203E+19"}, "code_digits_lost"),
    ({"code": "13020301001320000000"}, "code_zeros"),
    ({"code": "1302030100132000000X"}, "code_shape"),
]


@pytest.mark.parametrize(("other", "code"), PLANTED)
def test_one_defect_among_good_rows_is_found_and_nothing_else(tmp_path: Path, other: dict[str, str], code: str) -> None:
    rows = [HEADER, *(row(n) for n in range(1, 6)), row(6, **other), *(row(n) for n in range(7, 12))]
    lines, checker = checked(csv_file(tmp_path / "a.csv", rows), home=TANGSHAN)
    assert len(lines) == 11
    assert {(line.number, finding.code) for line in lines for finding in line.findings} == {(7, code)}
    assert checker.whole() == []
    blamed = next(line for line in lines if line.number == 7)
    assert blamed.good == (code in ("far", "coarse", "code_shape", "code_zeros"))


def test_repeated_rows_codes_names_and_spots_point_to_the_first(tmp_path: Path) -> None:
    spot = {"lon": row(1)[3], "lat": row(1)[4]}
    rows = [
        HEADER,
        row(1),
        row(2, name="后门", code=row(1)[5]),
        row(1, code=""),
        row(3, name="00001 正门"),
        row(4, **spot),
    ]
    lines, _checker = checked(csv_file(tmp_path / "a.csv", rows), home=TANGSHAN)
    found = {(line.number, f.code): f.values for line in lines for f in line.findings}
    assert found == {
        (3, "duplicate_code"): (row(1)[5], "2"),
        (4, "duplicate"): ("2",),
        (5, "same_name"): ("2",),
        (6, "same_spot"): ("2",),
    }
    assert [line.good for line in lines] == [True, False, False, True, True]


def test_what_is_already_in_the_filing_is_not_taken_twice(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [HEADER, row(1), row(2), row(3)])
    known = [
        Known("别的名字", code=row(1)[5]),
        Known(row(2)[1], lon=float(row(2)[3]), lat=float(row(2)[4])),
        Known(row(3)[1], lon=118.9, lat=39.9),
    ]
    lines, _checker = checked(path, home=TANGSHAN, known=known)
    assert [(line.number, f.code) for line in lines for f in line.findings] == [
        (2, "already_there"),
        (3, "already_there"),
    ]


def test_two_columns_the_wrong_way_round_are_one_finding_about_the_list(tmp_path: Path) -> None:
    turned = [row(n, lon=row(n)[4], lat=row(n)[3]) for n in range(1, 20)]
    path = csv_file(tmp_path / "a.csv", [HEADER, *turned])
    lines, checker = checked(path, home=TANGSHAN)
    assert codes(lines) == {"swapped": 19}
    assert [finding.code for finding in checker.whole()] == ["columns_swapped"]
    mapping = propose(open_list(path).header)
    mapping["lon"], mapping["lat"] = mapping["lat"], mapping["lon"]
    lines, checker = checked(path, mapping, home=TANGSHAN)
    assert not codes(lines) and not checker.whole()


def test_a_datum_other_than_the_stated_one_is_suspected_from_header_and_known_cameras(tmp_path: Path) -> None:
    rows = [row(n) for n in range(1, 9)]
    path = csv_file(tmp_path / "a.csv", [(*HEADER[:3], "经度（GCJ-02）", "纬度", HEADER[5]), *rows])
    known = [Known(r[1], lon=float(r[3]) - 0.0062, lat=float(r[4]) - 0.0013) for r in rows]
    _lines, checker = checked(path, home=TANGSHAN, known=known, datum="wgs84")
    found = {finding.code: finding.values for finding in checker.whole()}
    assert found.keys() == {"datum_header", "datum_shift"}
    assert found["datum_header"] == ("gcj02", "wgs84")
    assert 500 < int(found["datum_shift"][0]) < 600
    _lines, checker = checked(path, home=TANGSHAN, known=known[:2], datum="gcj02")
    assert checker.whole() == [], "the stated one, and two cameras prove nothing"
    abroad = csv_file(tmp_path / "b.csv", [HEADER, row(1, lon="-2.2847", lat="53.4645")])
    _lines, checker = checked(abroad, datum="gcj02")
    assert [finding.code for finding in checker.whole()] == ["datum_outside"]


def test_words_of_choice_columns_become_values_and_unknown_words_are_shown(tmp_path: Path) -> None:
    header = ("名称", "功能类型", "设备类型", "安装日期")
    rows = [("正门", "一般视频监控", "球机 ", "2024年3月5日"), ("后门", "测温", "飞碟", "去年")]
    words = {"function_type": {"一般视频监控": "watch"}, "structure_type": {"球机": "1"}}
    lines, _checker = checked(csv_file(tmp_path / "a.csv", [header, *rows]), vocabulary=Vocabulary(words))
    kept = {name: lines[0].values[name] for name in ("function_type", "structure_type", "installed_on")}
    assert kept == {"function_type": "watch", "structure_type": "1", "installed_on": "2024-03-05"}
    assert [(f.code, f.values) for f in lines[1].findings] == [
        ("no_choice", ("测温",)),
        ("no_choice", ("飞碟",)),
        ("not_a_day", ("去年",)),
    ]
    assert lines[1].good and lines[1].values["function_type"] == ""


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("118.183", 118.183),
        ("１１８．１８３", 118.183),
        ("118.5E", 118.5),
        ("2.25W", -2.25),
        ("北纬39.5", 39.5),
        ("39°30′", 39.5),
        ("39度30分36秒", 39.51),
        ("39°30'36\"N", 39.51),
        ("-33.8", -33.8),
    ],
)
def test_degrees_are_read_as_people_write_them(text: str, degrees: float) -> None:
    assert angle(text) == pytest.approx(degrees)


@pytest.mark.parametrize("text", ["", "abc", "1_0", "infinity", "118.1.2", "9" * 61, "1e5", "--3", "39°99999′", "٣٩٫٥"])
def test_what_is_no_angle_is_none(text: str) -> None:
    assert angle(text) is None


def test_a_pair_in_one_cell_is_taken_apart(tmp_path: Path) -> None:
    assert pair("(118.1, 39.6)") == ("118.1", "39.6")
    assert pair("118.1") is None
    rows = [("名称", "经纬度"), ("正门", "118.1831，39.6252"), ("后门", "东一环")]
    lines, _checker = checked(xlsx_file(tmp_path / "a.xlsx", rows), home=TANGSHAN)
    assert (lines[0].lon, lines[0].lat) == (118.1831, 39.6252)
    assert [finding.code for finding in lines[1].findings] == ["not_a_number"]


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024-3-1", "2024-03-01"), ("2024.03", "2024-03-01"), ("20240315", "2024-03-15"), ("2024年12月", "2024-12-01")],
)
def test_days_are_read_as_lists_write_them(text: str, day: str) -> None:
    found = day_of(text)
    assert found is not None and found.isoformat() == day
    assert day_of("2024-13-40") is None and day_of("0001-01-01") is None


def test_naughty_strings_in_every_column_neither_crash_nor_get_lost(tmp_path: Path) -> None:
    nasty = [
        "=1+1",
        "'; DROP TABLE x;--",
        "<script>alert(1)</script>",
        "🏳0🌈️",
        "\ufdfd",
        "Ω≈ç√∫",
        "../../etc/passwd",
        "NULL",
    ]
    rows = [HEADER, *(tuple(text for _column in HEADER) for text in nasty)]
    lines, _checker = checked(csv_file(tmp_path / "a.csv", rows), home=TANGSHAN)
    assert [line.cells[1] for line in lines] == nasty
    assert all(codes([line]) for line in lines)


def test_a_hundred_thousand_rows_stay_within_their_time_and_every_planted_defect_is_found(tmp_path: Path) -> None:
    count = 100_000
    planted = {n: {"lon": row(n)[4], "lat": row(n)[3]} for n in range(500, count, 1_000)}
    rows = (row(n, **planted.get(n, {})) for n in range(1, count + 1))
    path = csv_file(tmp_path / "a.csv", [HEADER, *rows], "gb18030")
    started = time.process_time()
    lines, _checker = checked(path, home=(118.6, 40.1))
    spent = time.process_time() - started
    assert spent < 30, f"{spent:.1f} s"
    assert {line.number - 1 for line in lines if not line.good} == set(planted)
