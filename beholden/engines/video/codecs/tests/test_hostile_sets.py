"""Whatever bytes a camera calls a parameter set: a value or CameraError("damaged"), quickly."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.video.codecs import aac, h264, h265
from beholden.engines.video.codecs.bits import LIMIT, Bits, split_annex_b, unescape
from beholden.engines.video.codecs.tests.writer import Writer
from beholden.engines.video.errors import CameraError

_REAL = base64.b64decode("Z00AKZpkA8ARPyzUBAQFAAADA+gAAOpgBA==")
_HEVC = bytes.fromhex("420101016000000300b00000030000030078a003c08010e58dae4932f4dc04040402")


def _only_damaged(parse: Callable[[bytes], object], data: bytes) -> None:
    try:
        parse(data)
    except CameraError as error:
        assert error.code == "damaged"


@given(st.binary(max_size=200))
def test_random_bytes(data: bytes) -> None:
    _only_damaged(h264.parse_sps, b"\x67" + data)
    _only_damaged(h265.parse_sps, b"\x42\x01" + data)
    _only_damaged(h265.parse_vps_fps, b"\x40\x01" + data)
    _only_damaged(aac.parse_config, data)
    _only_damaged(h264.parse_sps, data)
    _only_damaged(h265.parse_sps, data)


@given(st.integers(0, 255), st.integers(0, 40), st.integers(0, 40))
def test_real_sets_with_a_byte_changed_or_cut(value: int, at: int, cut: int) -> None:
    for parse, unit in ((h264.parse_sps, _REAL), (h265.parse_sps, _HEVC)):
        changed = bytearray(unit)
        changed[at % len(changed)] = value
        _only_damaged(parse, bytes(changed))
        _only_damaged(parse, unit[:cut])


def test_the_real_sets_are_not_damaged_to_begin_with() -> None:
    assert h264.parse_sps(_REAL).width == 1920
    assert (h265.parse_sps(_HEVC).width, h265.parse_sps(_HEVC).height) == (1920, 1080)


@pytest.mark.parametrize("size", [LIMIT, LIMIT + 1, 1 << 20])
def test_large_sets_are_refused_in_no_time(size: int) -> None:
    begun = time.process_time()
    for fill in (b"\xff", b"\x00", b"\x55", b"\x80"):
        _only_damaged(h264.parse_sps, b"\x67" + fill * size)
        _only_damaged(h265.parse_sps, b"\x42\x01" + fill * size)
    assert time.process_time() - begun < 1.0


@given(st.lists(st.integers(0, (1 << 32) - 2), max_size=30))
def test_numbers_come_back_as_they_were_written(numbers: list[int]) -> None:
    unit = Writer().ue(*numbers).unit(b"")
    bits = Bits(unescape(unit), "test")
    assert [bits.unsigned() for _ in numbers] == numbers
    with pytest.raises(CameraError):
        bits.read(16)


@given(st.lists(st.integers(-(1 << 31) + 1, (1 << 31) - 1), max_size=30))
def test_signed_numbers_too(numbers: list[int]) -> None:
    writer = Writer()
    for number in numbers:
        writer.se(number)
    bits = Bits(unescape(writer.unit(b"")), "test")
    assert [bits.signed() for _ in numbers] == numbers


@given(st.lists(st.binary(min_size=1, max_size=20).filter(lambda b: b"\0\0" not in b and b[-1] and b[0]), max_size=5))
def test_units_between_start_codes_come_back(units: list[bytes]) -> None:
    assert split_annex_b(b"".join(b"\0\0\0\1" + unit for unit in units)) == units
    assert split_annex_b(b"\0\0\1".join(units)) == units
