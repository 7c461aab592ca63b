"""The same life gives the same figures on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.peers.postgres import cluster


@pytest.mark.server
@pytest.mark.timeout(300)
def test_both_databases_count_the_same(root: Path, tmp_path: Path) -> None:
    with cluster() as url:
        postgres = _figures(root, tmp_path / "postgres", {"DATABASE_URL": url})
    sqlite = _figures(root, tmp_path / "sqlite", {})
    assert (postgres["vendor"], sqlite["vendor"]) == ("postgresql", "sqlite")
    assert postgres["told"] == sqlite["told"]
    assert postgres["told"]["inspections all"] == 6
    assert sum(1 for value in postgres["told"].values() if value) > 60


def _figures(root: Path, data: Path, more: dict[str, str]) -> dict[str, Any]:
    data.mkdir()
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environ |= {"BEHOLDEN_DATA": str(data), **more}
    words = [sys.executable, "-m", "beholden.registry.statistics.tests.figures_of_a_life"]
    done = subprocess.run(words, cwd=root, env=environ, capture_output=True, text=True, timeout=140, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
