"""Random acts by random people through the services of supervision, on SQLite and on PostgreSQL: no room leaves its
table, no refusal changes anything. The walks themselves are the rooms' own; each asserts at each step.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.peers.postgres import cluster

SEED = 7


@pytest.mark.server
@pytest.mark.timeout(240)
@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_no_random_walk_leaves_the_tables(root: Path, tmp_path: Path, vendor: str) -> None:
    (tmp_path / "data").mkdir()
    environ = {**os.environ, "BEHOLDEN_DATA": str(tmp_path / "data")}
    environ.pop("DATABASE_URL", None)
    with cluster() if vendor == "postgresql" else nullcontext("") as url:
        if url:
            environ["DATABASE_URL"] = url
        words = [sys.executable, "-m", "tests.faults.walking", str(SEED)]
        done = subprocess.run(words, cwd=root, env=environ, capture_output=True, text=True, timeout=220, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["vendor"] == vendor
    assert sum(found["inspections"].values()) >= 10, found
    assert found["orders"]["done"] >= 8, found
    assert found["penalties"]["done"] >= 40, found
    assert found["penalties"]["refused"] >= 20, found
    assert found["tips"]["done"] >= 12, found
