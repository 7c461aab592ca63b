"""Which Python `make` builds with: the one asked for, unless it was compiled slow and the machine has a quicker one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SUITS = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))"


@pytest.mark.parametrize("optimised", [True, False])
def test_an_optimised_python_is_kept_and_another_gives_way_to_the_distributions(
    root: Path, tmp_path: Path, optimised: bool
) -> None:
    asked = tmp_path / "python3"
    asked.write_text(f"#!/bin/sh\nexit {0 if optimised else 1}\n")  # what it answers when it is asked how it was made
    asked.chmod(0o755)
    found = subprocess.run(
        [root / "deploy" / "python.sh"], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True
    )
    assert found.returncode == 0, found.stderr
    other = Path("/usr/bin/python3")
    there = other.exists() and subprocess.run([other, "-c", SUITS], capture_output=True).returncode == 0
    assert found.stdout.strip() == str(other if there and not optimised else asked)
