"""What the documentation prints is the table that runs."""

from __future__ import annotations

from pathlib import Path

from beholden.registry.penalties import flow
from beholden.registry.penalties.web import acts


def test_the_printed_table_is_the_one_that_runs(root: Path) -> None:
    text = (root / "docs/know/supervision.md").read_text(encoding="utf-8")
    written = text.split("<!-- flow penalties -->\n", 1)[1].split("<!-- end -->", 1)[0]
    assert written == flow.table()


def test_every_act_of_the_table_has_its_page_and_its_article() -> None:
    assert {step.action for step in flow.STEPS} == set(acts.ACTS)
    assert all(step.cite for step in flow.STEPS)
