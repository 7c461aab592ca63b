"""The real law, loaded once, and a copy of it that a test may damage."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from beholden.engines.rulebook import Rulebook, opened

LAW = Path(__file__).resolve().parents[4] / "law"


@pytest.fixture(scope="session")
def book() -> Rulebook:
    """The rulebook of this repository."""
    return opened(LAW)


@pytest.fixture
def law(tmp_path: Path) -> Path:
    """A copy of `law/` to plant defects in."""
    return Path(shutil.copytree(LAW, tmp_path / "law"))
