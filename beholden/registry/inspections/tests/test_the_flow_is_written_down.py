"""docs/know/supervision.md prints the table of inspections as it is."""

from __future__ import annotations

from pathlib import Path

from beholden.registry.inspections import flow


def test_the_page_holds_the_table(root: Path) -> None:
    text = (root / "docs" / "know" / "supervision.md").read_text(encoding="utf-8")
    printed = text.split("<!-- inspections flow -->\n", 1)[1].split("<!-- end -->", 1)[0]
    assert printed == flow.table()
