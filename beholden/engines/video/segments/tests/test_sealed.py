"""What a segment says of itself can be read by a stranger, and lies are refused."""

from __future__ import annotations

import json
import struct
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.video.segments import sealed

HEADER = sealed.Header("gate", "0f" * 16, 3, 1_795_000_000_000_000, "camera_lost", "ab" * 32)
TRAILER = sealed.Trailer(1_795_000_060_000_000, "next", 1500, 2, -40_000)


def boxed(kind: bytes, text: bytes) -> bytes:
    return struct.pack(">I4s", 24 + len(text), b"uuid") + kind + text


def test_the_two_names_are_derived_and_never_change() -> None:
    assert uuid5(NAMESPACE_URL, "https://beholden.invalid/segment/header") == sealed.HEADER
    assert uuid5(NAMESPACE_URL, "https://beholden.invalid/segment/trailer") == sealed.TRAILER


def test_a_stranger_reads_header_and_trailer_as_canonical_json() -> None:
    box = sealed.build_header(HEADER)
    assert struct.unpack(">I4s", box[:8]) == (len(box), b"uuid")
    text = box[24:].decode()
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert json.loads(text) == {
        "v": 2, "camera": "gate", "run": "0f" * 16, "seq": 3, "start_us": 1_795_000_000_000_000,
        "after": "camera_lost", "previous": "ab" * 32,
    }  # fmt: skip
    assert json.loads(sealed.build_trailer(TRAILER)[24:]) == {
        "end_us": 1_795_000_060_000_000, "ended": "next", "samples": 1500, "lost": 2, "clock_offset_us": -40_000,
    }  # fmt: skip


def test_what_was_built_is_parsed_back() -> None:
    assert sealed.parse_header(sealed.build_header(HEADER)) == HEADER
    assert sealed.parse_trailer(sealed.build_trailer(TRAILER)) == TRAILER
    unknown_clock = sealed.Trailer(5, "restart", 0, 0, None)
    assert sealed.parse_trailer(sealed.build_trailer(unknown_clock)) == unknown_clock


def test_header_and_trailer_are_told_apart_from_other_boxes() -> None:
    assert sealed.kind_of(sealed.build_header(HEADER)) == sealed.HEADER
    assert sealed.kind_of(sealed.build_trailer(TRAILER)) == sealed.TRAILER
    assert sealed.kind_of(boxed(bytes(16), b"{}")) is None
    assert sealed.kind_of(b"\0\0\0\x08free") is None
    with pytest.raises(sealed.SealDamaged):
        sealed.parse_header(sealed.build_trailer(TRAILER))
    with pytest.raises(sealed.SealDamaged):
        sealed.parse_trailer(sealed.build_header(HEADER))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("seq", -1), ("seq", 1.5), ("seq", True), ("start_us", "1"), ("start_us", 1 << 60), ("camera", ["gate"]),
        ("camera", "a" * 129), ("run", "\x1b[31m"), ("previous", "zz" * 32), ("previous", "ab"), ("v", 3),
        ("after", None),
    ],
)  # fmt: skip
def test_a_header_with_a_field_that_cannot_be_is_refused(key: str, value: object) -> None:
    body = json.loads(sealed.build_header(HEADER)[24:])
    assert sealed.parse_header(boxed(sealed.HEADER.bytes, json.dumps(body).encode())) == HEADER
    with pytest.raises(sealed.SealDamaged):
        sealed.parse_header(boxed(sealed.HEADER.bytes, json.dumps(body | {key: value}).encode()))


def test_more_json_than_a_seal_ever_has_is_refused_unread() -> None:
    with pytest.raises(sealed.SealDamaged, match="65536"):
        sealed.parse_header(boxed(sealed.HEADER.bytes, b" " * (sealed.LIMIT + 1)))
    with pytest.raises(sealed.SealDamaged, match="not JSON"):
        sealed.parse_header(boxed(sealed.HEADER.bytes, b"[" * sealed.LIMIT))
    with pytest.raises(ValueError, match="65536"):
        sealed.build_header(sealed.Header("c" * sealed.LIMIT, "", 0, 0, "", ""))


@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_make_the_parser_stumble(text: bytes, whole: bool) -> None:
    data = boxed(sealed.TRAILER.bytes, text) if whole else text
    for parse in (sealed.parse_header, sealed.parse_trailer):
        with pytest.raises(sealed.SealDamaged):
            parse(data)


@given(
    st.builds(
        sealed.Trailer,
        st.integers(0, 1 << 50),
        st.text("abcdefghijklmnopqrstuvwxyz_", max_size=20),
        st.integers(0, 1 << 40),
        st.integers(0, 1 << 40),
        st.none() | st.integers(-(1 << 50), 1 << 50),
    )
)
def test_every_trailer_survives_the_round(trailer: sealed.Trailer) -> None:
    assert sealed.parse_trailer(sealed.build_trailer(trailer)) == trailer
