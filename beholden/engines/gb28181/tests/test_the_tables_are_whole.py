"""The tables: right lengths, two languages, no word for two things that would be mistaken."""

from __future__ import annotations

import re

import pytest

from beholden.engines.gb28181 import codes
from beholden.engines.gb28181.tables import INDUSTRIES, NETWORKS, TYPES


@pytest.mark.parametrize(("table", "digits"), [(INDUSTRIES, 2), (TYPES, 3), (NETWORKS, 1)])
def test_keys_have_their_length_and_words_their_language(table: dict[str, tuple[str, str]], digits: int) -> None:
    for key, (zh, en) in table.items():
        assert re.fullmatch(rf"[0-9]{{{digits}}}", key), key
        assert re.search(r"[\u4e00-\u9fff]", zh), key
        assert en.isascii(), key


def test_types_and_industries_are_told_apart_by_their_words() -> None:
    for table in (TYPES, INDUSTRIES):
        assert len({zh for zh, _ in table.values()}) == len(table)
        assert len({en for _, en in table.values()}) == len(table)


def test_what_a_camera_is_called_is_in_the_table() -> None:
    assert TYPES[codes.CAMERA][1] == "camera"
    assert TYPES[codes.NETWORK_CAMERA][1] == "network camera"
    cameras = [key for key in TYPES if codes.compose("130203", "00", key, "0", 1).is_camera]
    assert cameras == [codes.CAMERA, codes.NETWORK_CAMERA]
    assert set(NETWORKS) == set("0123456789")
