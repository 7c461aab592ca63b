"""20-digit codes: taken apart, put together, and what a person is told about odd ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.gb28181 import Code, CodeError, codes, compose, parse, problems
from beholden.engines.gb28181.tables import INDUSTRIES, NETWORKS, TYPES


def test_a_code_is_taken_apart() -> None:
    code = parse(" 34020000001320000001\n")
    assert code == Code("34020000", "00", "132", "0", "000001")
    assert (code.division, code.domain) == ("340200", "3402000000")
    assert code.is_camera
    assert code.words["type"] == ("网络摄像机", "network camera")
    assert str(code) == "34020000001320000001"


def test_a_code_is_put_together() -> None:
    code = compose("130203", "45", "132", "7", 17)
    assert str(code) == "13020300451327000017"
    assert problems(code, divisions={"130203": 1}, camera=True) == []
    assert str(compose("130203", "45", "131", "7", 0, grassroots="08"))[6:8] == "08"


@given(
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.sampled_from(sorted(INDUSTRIES)),
    st.sampled_from(sorted(TYPES)),
    st.sampled_from(sorted(NETWORKS)),
    st.integers(0, 999_999),
)
def test_what_was_put_together_comes_apart_the_same(place: str, trade: str, kind: str, net: str, serial: int) -> None:
    code = compose(place, trade, kind, net, serial)
    assert parse(str(code)) == code
    assert (code.industry, code.type, code.network, int(code.serial)) == (trade, kind, net, serial)
    assert len(str(code)) == codes.LENGTH


@pytest.mark.parametrize(
    "text", ["", "3402000000132000000", "340200000013200000011", "3402000000132000000x",
             "３４０２００００００１３２０００００１",
             "34020000 001320000001", "-4020000001320000001", "\x0034020000001320000001"],
)  # fmt: skip
def test_what_is_no_code_is_refused_in_two_languages(text: str) -> None:
    with pytest.raises(CodeError) as caught:
        parse(text)
    assert caught.value.zh.startswith("设备编码")
    assert caught.value.en.startswith("a device code")


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        (("1302", "00", "131", "0", 1), "行政区划"),
        (("130203", "60", "131", "0", 1), "60"),
        (("130203", "0", "131", "0", 1), "行业"),
        (("130203", "00", "999", "0", 1), "999"),
        (("130203", "00", "131", "x", 1), "网络"),
        (("130203", "00", "131", "0", 1_000_000), "序号"),
        (("130203", "00", "131", "0", -1), "序号"),
    ],
)
def test_a_part_that_is_in_no_table_is_not_put_in_a_code(parts: tuple[str, str, str, str, int], word: str) -> None:
    with pytest.raises(CodeError, match=word):
        compose(*parts)
    with pytest.raises(CodeError, match="基层"):
        compose("130203", "00", "131", "0", 1, grassroots="1")


def test_odd_codes_of_real_devices_are_kept_and_remarked_on() -> None:
    odd = parse("99999900991190000001")
    said = [zh for zh, _ in problems(odd, divisions={"130203": 1}, camera=True)]
    assert any("999999" in zh for zh in said)
    assert any("行业编码 99" in zh for zh in said)
    assert any("类型编码 119" in zh for zh in said)
    recorder = parse("13020300001180000001")
    assert [zh for zh, _ in problems(recorder, camera=True)] == ["类型 118 是网络视频录像机，不是摄像机"]
    assert problems(recorder) == []
    assert all(en and zh for zh, en in problems(odd, divisions={}))


def test_ranges_of_users_and_reserved_industries_have_words() -> None:
    assert parse("13020300003430000001").words["type"] == ("中心用户", "user at a centre")
    assert parse("13020300004000000001").words["type"] == ("终端用户", "user at a terminal")
    assert parse("13020300003440000001").words["type"] is None
    assert parse("13020300151310000001").words["industry"] == ("行业预留", "reserved for industries")


def test_codes_of_civil_regions_are_another_thing() -> None:
    assert [codes.is_region(text) for text in ("13", "1302", "130203", "13020301", "1", "130", "1x", "")] == [
        True,
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]
