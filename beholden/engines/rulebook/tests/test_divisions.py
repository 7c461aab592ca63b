"""Administrative divisions: county level and up, zones marked, former codes with successors."""

from __future__ import annotations

from datetime import date

import pytest

from beholden.engines.rulebook import Rulebook, UnknownPlace

DAY = date(2026, 1, 1)


def test_a_county_lies_in_its_city_its_province_and_the_nation(book: Rulebook) -> None:
    assert book.divisions.chain("130203", DAY) == ("130203", "130200", "130000", "000000")
    assert book.divisions.chain("130200", DAY) == ("130200", "130000", "000000")
    assert book.divisions.chain("000000", DAY) == ("000000",)


def test_names_read_from_the_province_down_without_umbrella_words(book: Rulebook) -> None:
    assert book.divisions.name("130203") == "河北省唐山市路北区"
    assert book.divisions.name("110101") == "北京市东城区"
    assert book.divisions.name("441900") == "广东省东莞市"


def test_zones_outside_gbt_2260_are_marked(book: Rulebook) -> None:
    assert book.divisions.by_code["130271"].kind == "zone"
    assert book.divisions.by_code["130203"].kind == "gbt2260"
    assert sum(one.kind == "zone" for one in book.divisions.by_code.values()) > 100


def test_the_table_reaches_every_county(book: Rulebook) -> None:
    counties = [one for one in book.divisions.by_code.values() if one.level == "county" and one.kind != "former"]
    assert len(counties) > 2_900
    assert sum(one.level == "province" for one in book.divisions.by_code.values()) == 34


def test_a_former_code_is_refused_naming_its_successor(book: Rulebook) -> None:
    with pytest.raises(UnknownPlace, match="未记载"):
        book.divisions.find("130223", DAY)
    with pytest.raises(UnknownPlace, match="330105"):
        book.divisions.find("330103", DAY)
    assert book.divisions.find("330103", date(2016, 1, 1)).name == "下城区"


def test_every_successor_is_in_the_table(book: Rulebook) -> None:
    for one in book.divisions.by_code.values():
        assert all(code in book.divisions.by_code for code in one.successors)


def test_places_where_the_regulation_is_not_in_force_are_refused(book: Rulebook) -> None:
    for code in ("710000", "810000", "820000"):
        with pytest.raises(UnknownPlace, match="不施行"):
            book.divisions.find(code, DAY)
