"""What exports, requests, masked copies and the register promise, they promise on PostgreSQL: their own tests there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.peers.postgres import cluster

ROOMS = (
    "beholden/site/exports/tests/test_making_goes_on_whatever_happens.py",
    "beholden/site/exports/tests/test_scripts_take_footage_too.py",
    "beholden/site/requests/tests/test_a_state_organ_gets_a_copy_and_owes_it_back.py",
    "beholden/site/requests/tests/test_scripts_take_requests_in_too.py",
    "beholden/site/requests/tests/test_a_publication_keeps_its_footage.py",
    "beholden/site/redactions/tests/test_nothing_is_published_without_reviewed_masks.py",
    "beholden/site/redactions/tests/test_scripts_make_copies_too.py",
    "beholden/site/access/tests/test_an_entry_is_never_changed.py",
    "beholden/site/access/tests/test_the_register_forgets_at_the_end_of_its_term.py",
)


@pytest.mark.server
@pytest.mark.timeout(420)
def test_the_rooms_keep_their_word_on_postgresql(root: Path, tmp_path: Path) -> None:
    told = {"fsync": "off", "synchronous_commit": "off"}
    with cluster(told) as url:
        environ = {**os.environ, "BEHOLDEN_DATA": str(tmp_path), "DATABASE_URL": url}
        environ = {name: value for name, value in environ.items() if not name.startswith("PYTEST")}
        how = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *ROOMS]
        done = subprocess.run(how, cwd=root, env=environ, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert "passed" in done.stdout
    assert "skipped" not in done.stdout
