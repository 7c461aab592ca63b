"""One package for all tests of this folder; each works on a copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from beholden.engines.packaging.tests.made import Made, make


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Never changed by a test."""
    return make(tmp_path_factory.mktemp("package"))


@pytest.fixture
def package(whole: Made, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(whole.folder, tmp_path / "package"))
