"""Fifty writers at once on a real PostgreSQL: numbers without a gap, one service, one visit, one record."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.peers.postgres import cluster


@pytest.mark.server
@pytest.mark.timeout(400)
def test_orders_are_numbered_whole_served_once_and_concluded_once(root: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with cluster({"max_connections": "120"}) as url:
        environ = {**os.environ, "BEHOLDEN_DATA": str(tmp_path / "data"), "DATABASE_URL": url}
        words = [sys.executable, "-m", "beholden.registry.orders.tests.issuing_at_once", "50"]
        done = subprocess.run(words, cwd=root, env=environ, capture_output=True, text=True, timeout=380, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["vendor"] == "postgresql"
    assert found["issued"] == ["done"] * 50
    assert found["numbers"] == [f"责限〔2026〕130203-{number:04d}号" for number in range(1, 51)]
    assert found["ordinals"] == list(range(1, 51))
    assert (found["served"].count("done"), found["served"].count("not_now")) == (1, 49)
    assert (found["planned"], found["visits"]) == (["done"] * 50, 1)
    assert (found["ended"].count("done"), found["ended"].count("not_now")) == (1, 49)
    assert (found["records"], found["clocks"], found["state"]) == (1, 1, "closed_corrected")
    assert found["walk"]["done"] >= 15
