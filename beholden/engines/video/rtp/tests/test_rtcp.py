"""RTCP: the camera's clock, good-bye, our own report."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.video.rtp import rtcp

_UNIX_2026 = 1_795_000_000
_REPORT = struct.pack(">BBHIIIIII", 0x80, 200, 6, 0xABCD, _UNIX_2026 + 2_208_988_800, 1 << 31, 777, 5, 6)
_NAMES = struct.pack(">BBHI", 0x81, 202, 2, 0xABCD) + b"\1\2xx"
_BYE = struct.pack(">BBHI", 0x81, 203, 1, 0xABCD)


def test_a_sender_report_is_found_anywhere_in_a_compound_packet() -> None:
    expected = rtcp.SenderReport(0xABCD, _UNIX_2026 * 1_000_000 + 500_000, 777)
    for data in (_REPORT, _REPORT + _NAMES + _BYE, _NAMES + _REPORT):
        buffer = bytearray(b"$\1\0\0" + data + b"$")
        assert rtcp.sender_report(buffer, 4, 4 + len(data)) == expected
    assert rtcp.sender_report(_NAMES + _BYE, 0, len(_NAMES + _BYE)) is None


def test_a_clock_that_was_never_set_is_none_and_the_year_2036_is_no_trap() -> None:
    unset = _REPORT[:8] + bytes(8) + _REPORT[16:]
    assert rtcp.sender_report(unset, 0, len(unset)) is None
    wrapped = _REPORT[:8] + struct.pack(">II", 1000, 0) + _REPORT[16:]
    found = rtcp.sender_report(wrapped, 0, len(wrapped))
    assert found is not None
    assert found.ntp_us == ((1 << 32) + 1000 - 2_208_988_800) * 1_000_000


def test_goodbye_is_heard_and_a_torn_packet_is_nothing() -> None:
    assert rtcp.goodbye(_REPORT + _BYE, 0, len(_REPORT + _BYE))
    assert not rtcp.goodbye(_REPORT, 0, len(_REPORT))
    assert not rtcp.goodbye(_REPORT + _BYE, 0, len(_REPORT + _BYE) - 1)
    assert rtcp.sender_report(_REPORT, 0, len(_REPORT) - 4) is None


@given(st.binary(max_size=120))
def test_any_bytes_are_a_report_or_nothing(data: bytes) -> None:
    rtcp.sender_report(data, 0, len(data))
    rtcp.goodbye(data, 0, len(data))
    rtcp.sender_report(b"\x80\xc8" + data, 0, 2 + len(data))


def test_our_report_is_well_formed_and_bounded() -> None:
    report = rtcp.receiver_report(1, 0xABCD, highest=70_000, lost=1 << 40)
    assert len(report) == 32 == 4 * (struct.unpack_from(">H", report, 2)[0] + 1)
    assert struct.unpack_from(">BBHIIII", report) == (0x81, 201, 7, 1, 0xABCD, 0x7FFFFF, 70_000)
