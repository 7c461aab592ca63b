"""Fifty writers on PostgreSQL: inspections and records numbered without a gap, one outbox done once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.peers.postgres import cluster

COUNT = 50


@pytest.mark.server
@pytest.mark.timeout(600)
def test_nothing_is_numbered_twice_or_done_twice(root: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with cluster({"max_connections": "120"}) as url:
        environ = {**os.environ, "BEHOLDEN_DATA": str(tmp_path / "data"), "DATABASE_URL": url}
        words = [sys.executable, "-m", "beholden.registry.inspections.tests.closing_process", str(COUNT)]
        done = subprocess.run(words, cwd=root, env=environ, capture_output=True, text=True, timeout=580, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["vendor"] == "postgresql"
    assert found["results"] == {"done": 3 * COUNT, "not_now": COUNT}, "the second closing is told that it is closed"
    assert found["records_without_gap"] and found["numbers_without_gap"]
    assert (found["closed"], found["closings"]) == (COUNT, COUNT)
    assert (found["answers"], found["notes"], found["actions"]) == (7, 20, 27)
    assert found["walks"] >= 60
