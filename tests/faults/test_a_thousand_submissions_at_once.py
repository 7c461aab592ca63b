"""A thousand filings at once, each clicked twice: none lost, none doubled, numbers without a gap, clocks right."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest

from beholden.engines import rulebook
from beholden.registry.filings.models.heap import DEPTHS
from tests.faults.submitting import ACCEPTED
from tests.peers.postgres import cluster

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.server
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("kind", "count", "threads"),
    [
        ("postgresql", 100, 16),
        ("sqlite", 100, 8),
        pytest.param("postgresql", 1_000, 16, marks=pytest.mark.long),
    ],
)
def test_none_is_lost_none_is_doubled_and_every_clock_is_right(
    tmp_path: Path, kind: str, count: int, threads: int
) -> None:
    with cluster() if kind == "postgresql" else nullcontext("") as url:
        environ = {**os.environ, "BEHOLDEN_DATA": str(tmp_path / "data")}
        if url:
            environ["DATABASE_URL"] = url
        (tmp_path / "data").mkdir()
        words = [sys.executable, "-m", "tests.faults.submitting", str(count), str(threads)]
        done = subprocess.run(words, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=580, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["vendor"] == kind
    assert found["clicks"] == 2 * count
    assert found["results"] == {"submitted": 2 * count}, "the second click gets what the first one made"
    assert found["states"] == {"submitted": count}
    assert found["numbers_without_gap"] and found["last"] == [count]
    assert found["versions"] == {"1": count}
    assert found["submits"] == count and found["clocks"] == count
    facts = {"filing.channel": "online", "place_category": "op_crowd"}
    last = rulebook.opened(ROOT / "law").due("filing.review.online", date(2026, 11, 20), "130203", facts).due.due
    assert last == date(2026, 11, 25), "three working days from a Friday"
    assert found["due"] == found["due_copied"] == [last.isoformat()]
    assert found["cameras"] == 2 * count
    assert found["accepted"] == {"accepted": ACCEPTED, "not_now": ACCEPTED}, "of two officers the second is told"
    assert found["heaped"] == [2 * ACCEPTED] * len(DEPTHS), "what the map counts, in tiles of every size"
    assert found["heaps_wrong"] == []
