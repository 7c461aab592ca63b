"""Ten thousand sequences of random acts by random people through the services of supervision, on SQLite and on
PostgreSQL: no room leaves its table, no refusal changes anything. The rooms' own walks assert at each act.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from beholden.registry.inspections import flow as inspections
from beholden.registry.penalties import flow as penalties
from tests.peers.postgres import cluster

SEED = 7
RARE = {  # not among the acts that the room's walks try
    "state_facts", "add_party", "propose_none", "decide_on_spot", "transfer", "notify", "record_review", "end_review",
    "answer_defence", "hold_hearing",
}  # fmt: skip


@pytest.mark.server
@pytest.mark.timeout(900)
@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
@pytest.mark.parametrize("share", [pytest.param(1, marks=pytest.mark.long), 20])
def test_no_random_walk_leaves_the_tables(root: Path, tmp_path: Path, vendor: str, share: int) -> None:
    (tmp_path / "data").mkdir()
    environ = {**os.environ, "BEHOLDEN_DATA": str(tmp_path / "data")}
    environ.pop("DATABASE_URL", None)
    with cluster() if vendor == "postgresql" else nullcontext("") as url:
        if url:
            environ["DATABASE_URL"] = url
        words = [sys.executable, "-m", "tests.faults.walking", str(SEED), str(share)]
        done = subprocess.run(words, cwd=root, env=environ, capture_output=True, text=True, timeout=880, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found.pop("vendor") == vendor
    assert sum(room["sequences"] for room in found.values()) == 10_000 // share
    for room in found.values():
        assert room["refused"] > room["sequences"] / 4, found
    if share == 1:
        every_act_was_done(found)


def every_act_was_done(found: dict[str, dict[str, int]]) -> None:
    acts = {
        name: {act for act in room if not act.startswith(("state ", "refused", "sequences"))}
        for name, room in found.items()
    }
    more = {"drop", "tell"}  # need more than the walk gives
    assert acts["inspections"] >= set(inspections.ACTIONS) - more, found
    assert acts["orders"] >= {"issue", "serve", "report", "extend", "by itself", "visit", "conclude", "revoke"}, found
    assert acts["penalties"] >= {step.action for step in penalties.STEPS} - RARE, found
    handled = "take acknowledge take_over transfer locate ask reveal route answer add"
    assert acts["tips"] >= set(handled.split()), found
    assert acts["tips"] >= {f"complaint {act}" for act in ("accept", "examine", "ask", "answer")}, found
