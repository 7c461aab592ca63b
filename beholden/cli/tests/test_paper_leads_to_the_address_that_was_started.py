"""QR codes on receipts and signs lead to the address `beholden up` printed, unless a setting names a better one."""

from __future__ import annotations

import os

import pytest

from beholden.cli import up
from beholden.project import environment

NAMES = ("BEHOLDEN_PUBLIC", "BEHOLDEN_PUBLIC_FILE", "BEHOLDEN_ORIGINS", "BEHOLDEN_ORIGINS_FILE")


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "x")  # so that what the command sets is taken back afterwards
        monkeypatch.delenv(name)


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000/", "http://[::1]:9000/"])
def test_the_printed_address_is_taken_and_is_a_right_setting(address: str) -> None:
    up.lead_paper_to(address)
    assert environment.origins("BEHOLDEN_PUBLIC", []) == [address.rstrip("/")]


@pytest.mark.parametrize("name", NAMES)
def test_a_setting_goes_before_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "https://video.example.cn")
    before = dict(os.environ)
    up.lead_paper_to("http://127.0.0.1:8000/")
    assert dict(os.environ) == before
