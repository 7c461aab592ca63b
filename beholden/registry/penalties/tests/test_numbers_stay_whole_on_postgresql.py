"""Fifty writers at once on a real PostgreSQL: numbers without a gap, and one decision however many click."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.peers.postgres import cluster


@pytest.mark.server
@pytest.mark.timeout(300)
def test_cases_and_notices_are_numbered_whole_and_decided_once(root: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with cluster({"max_connections": "120"}) as url:
        environ = {**os.environ, "BEHOLDEN_DATA": str(tmp_path / "data"), "DATABASE_URL": url}
        words = [sys.executable, "-m", "beholden.registry.penalties.tests.opening_at_once", "50", "1"]
        done = subprocess.run(words, cwd=root, env=environ, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["vendor"] == "postgresql"
    assert found["wrong"] == []
    assert found["numbers"] == [f"案〔2026〕130203-{number:04d}" for number in range(1, 51)]
    assert found["notices"] == list(range(1, 51))
    assert found["answers"].count("decided") == 1
    assert len(found["answers"]) == 50
    assert (found["decisions"], found["state"]) == (1, "decided")
