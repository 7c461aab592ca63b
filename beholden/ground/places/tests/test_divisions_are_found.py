"""Divisions by code and name, as they stood on a day, and what lies in what."""

from __future__ import annotations

from datetime import date

import pytest

from beholden.engines import rulebook
from beholden.ground.places import queries

TODAY = date(2026, 11, 21)


def test_a_county_is_found_with_its_full_name() -> None:
    found = queries.division("130203", TODAY)
    assert (found.name, found.level) == ("路北区", "county")
    assert queries.name("130203") == "河北省唐山市路北区"
    assert queries.division("130203001002", TODAY) is found  # a community within it
    assert queries.name("110101") == "北京市东城区"  # 市辖区 is no name
    assert queries.name("999999") == "999999"


@pytest.mark.parametrize("code", ["999999", "", "abc", "13020", "1302030", "１３０２０３", "710000", "130203' or 1"])
def test_what_is_no_division_of_ours_is_refused(code: str) -> None:
    with pytest.raises(rulebook.UnknownPlace):
        queries.division(code, TODAY)


def test_an_ended_division_names_its_heirs_and_stands_on_the_days_before() -> None:
    with pytest.raises(rulebook.UnknownPlace, match="130402"):
        queries.division("130421", TODAY)
    assert queries.division("130421", date(2015, 1, 1)).name == "邯郸县"


def test_a_prefix_is_what_the_codes_within_begin_with() -> None:
    assert [queries.prefix(code) for code in ("000000", "130000", "130200", "130203", "130203001")] == [
        "",
        "13",
        "1302",
        "130203",
        "130203001",
    ]
    assert queries.within("130203", "130200")
    assert queries.within("130203", "000000")
    assert not queries.within("130203", "130300")
    assert not queries.within("130200", "130203")


def test_names_and_codes_are_searched_and_the_list_is_bounded() -> None:
    assert [item.code for item in queries.search("路北", TODAY)] == ["130203"]
    assert [item.code for item in queries.search("唐山市路北", TODAY)] == ["130203"]
    assert {item.code[:4] for item in queries.search("1302", TODAY)} == {"1302"}
    assert len(queries.search("1", TODAY)) == queries.MOST
    assert queries.search("  ", TODAY) == []
    assert queries.search("%_'\\", TODAY) == []
    assert "130421" not in {item.code for item in queries.search("邯郸", TODAY)}
    assert all(item.name != "市辖区" for item in queries.search("市辖", TODAY))


def test_the_counties_of_a_city_are_listed() -> None:
    found = {item.code for item in queries.counties("130200", TODAY)}
    assert {"130202", "130203", "130281"} <= found
    assert all(code.startswith("1302") for code in found)
    assert not {"130200", "130223"} & found  # the city itself; a county that ended


def test_a_city_without_counties_stands_for_its_own() -> None:
    every = queries.counties("000000", TODAY)
    assert {item.code for item in every if item.level == "city"} == {"441900", "442000", "460400"}
    for code in ("441900", "441900003", "442000", "460400", "130203", "620201", "110101"):
        assert queries.has_county_police(code, TODAY), code
    for code in ("130200", "130000", "000000", "110000", "620200", "460300"):
        assert not queries.has_county_police(code, TODAY), code
    assert [item.code for item in queries.counties("441900", TODAY)] == ["441900"]
    assert "441900" in {item.code for item in queries.counties("440000", TODAY)}
