"""What was measured is read in words on both sides; another product's own name stands as it came."""

from __future__ import annotations

from beholden.engines.attestation import measures


def test_names_and_values_are_said_in_the_readers_language() -> None:
    values = {"days_attained": 31, "days_owed": 30, "log": "signed", "witnessed": True, "tls": False}
    assert measures.said(values) == "已保存天数 31；应当保存的天数 30；存证账本 已签名；有见证 是；加密访问 否"
    assert measures.said(values, english=True).startswith("days kept 31; days owed 30; evidence log signed")
    assert measures.said({}) == ""


def test_what_nobody_here_knows_stands_as_it_came_and_no_list_is_endless() -> None:
    assert measures.said({"vendor_bits": 7}) == "vendor_bits 7"
    assert measures.said({f"v{number}": number for number in range(100)}).count("；") == 11
