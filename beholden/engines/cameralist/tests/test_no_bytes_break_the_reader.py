"""Hostile bytes: whatever a file holds, it is read or refused with a reason; nothing else ever comes out."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beholden.engines.cameralist import Checker, Limits, ListError, open_list, propose
from beholden.engines.cameralist.encodings import NAMES
from beholden.engines.cameralist.tests.lists import HEADER, TANGSHAN, csv_file, row, xlsx_file

SMALL = Limits(bytes=200_000, unpacked=2_000_000, strings=500_000, rows=500)


def outcome(path: Path) -> str:
    """ "read", or the reason it was refused."""
    try:
        table = open_list(path, SMALL)
        for line in Checker(table, propose(table.header), home=TANGSHAN).lines():
            assert line.number >= table.first
    except ListError as error:
        return error.code
    return "read"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=600),
    st.sampled_from([b"", b"PK\x03\x04", b"\xef\xbb\xbf", b"\xff\xfe", "名称,经度,纬度\n".encode()]),
)
def test_random_bytes_are_read_or_refused(tmp_path: Path, body: bytes, start: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(start + body)
    assert outcome(path)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.text(max_size=30), min_size=1, max_size=8), min_size=1, max_size=12), st.sampled_from(NAMES)
)
def test_random_tables_are_read_or_refused(tmp_path: Path, cells: list[list[str]], encoding: str) -> None:
    path = tmp_path / "a.csv"
    text = "\n".join(",".join(line) for line in [list(HEADER), *cells])
    path.write_bytes(text.encode(encoding, "ignore"))
    assert outcome(path)


@pytest.mark.parametrize("seed", range(60))
def test_a_workbook_with_flipped_bytes_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    path = xlsx_file(tmp_path / "a.xlsx", [HEADER, *(row(n) for n in range(1, 10))])
    dice, body = random.Random(seed), bytearray(path.read_bytes())
    for _flip in range(dice.randrange(1, 12)):
        body[dice.randrange(len(body))] = dice.randrange(256)
    path.write_bytes(bytes(body))
    assert outcome(path)


def test_flipped_bytes_do_not_refuse_everything(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [HEADER, *(row(n) for n in range(1, 10))])
    assert outcome(path) == "read"
    path.write_bytes(path.read_bytes()[:-7] + b"\xff\xff")
    assert outcome(path) == "encoding"
