"""Every setting the code reads stands in docs/know/settings.md with its kind, and the other way round."""

from __future__ import annotations

import ast
import re
from pathlib import Path

SETTINGS = Path("beholden/project/settings.py")
DOCUMENT = Path("docs/know/settings.md")
NAME = re.compile(r"^(BEHOLDEN_[A-Z_]+|DATABASE_URL)$")


def read_by(source: str) -> dict[str, str]:
    """Setting → kind, from the calls ``env.kind("NAME", …)``."""
    found = {}
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "env":
            assert isinstance(node.args[0], ast.Constant), f"line {node.lineno}: the name must stand there"
            found[str(node.args[0].value)] = node.func.attr
    return found


def documented(text: str) -> dict[str, tuple[str, ...]]:
    """Setting → (kind, default, what for), from the table."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return {row[0].strip("`"): tuple(row[1:]) for row in rows if NAME.match(row[0].strip("`"))}


def test_the_table_names_every_setting_with_its_kind_and_no_other(root: Path) -> None:
    code = read_by((root / SETTINGS).read_text(encoding="utf-8"))
    table = documented((root / DOCUMENT).read_text(encoding="utf-8"))
    assert code == {name: cells[0] for name, cells in table.items()}
    assert all(len(cells) == 3 and cells[1] and cells[2] for cells in table.values())


def test_plain_defaults_in_the_table_are_those_of_the_code(root: Path) -> None:
    table = documented((root / DOCUMENT).read_text(encoding="utf-8"))
    for node in ast.walk(ast.parse((root / SETTINGS).read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) > 1):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "env"):
            continue
        name, default = ast.literal_eval(node.args[0]), node.args[2 if node.func.attr == "choice" else 1]
        if isinstance(default, ast.Constant):
            words = {True: "no" if default.value is False else "yes"}.get(isinstance(default.value, bool))
            assert table[name][1].strip("`–") == (words or str(default.value)), name


def test_no_other_module_reads_settings_from_the_environment(root: Path) -> None:
    readers = []
    for path in sorted((root / "beholden").rglob("*.py")):
        if "tests" in path.parts or path.name == "environment.py":
            continue
        source = path.read_text(encoding="utf-8")
        if re.search(r"os\.(environ\.get|getenv)\(\s*[\"'](BEHOLDEN_|DATABASE_URL)", source):
            readers.append(str(path.relative_to(root)))
    assert not readers, "read settings through beholden.project.settings: " + ", ".join(readers)
