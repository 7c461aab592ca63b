"""A room is a Django app with the furniture of HOUSE.md: a short README, one writer, thin views."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, modules

ROOMS = sorted(path.parent for wing in ("ground", "site", "registry") for path in (PACKAGE / wing).glob("*/apps.py"))
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "save", "bulk_update", "delete"}
FURNITURE = ("README.md", "tests")


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_says_its_duty_in_forty_lines_and_has_tests(room: Path) -> None:
    readme = room / "README.md"
    assert readme.is_file(), f"{room.name} has no README.md"
    assert len(readme.read_text(encoding="utf-8").splitlines()) <= 40
    assert list((room / "tests").glob("test_*.py"))


def test_views_and_apis_write_nothing_themselves() -> None:
    writers = []
    for module in modules():
        if not (module.name.endswith((".views", ".api", ".forms")) or ".web." in module.name):
            continue
        for node in ast.walk(module.tree):
            call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
            if call and "objects" in ast.dump(node.func):  # type: ignore[attr-defined]
                writers.append(f"{module.name}:{node.lineno}")  # type: ignore[attr-defined]
    assert not writers, "only services.py writes models: " + ", ".join(writers)
