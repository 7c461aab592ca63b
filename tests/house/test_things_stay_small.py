"""The measure of calm (HOUSE.md): sizes of modules and functions, docstrings, names of folders."""

from __future__ import annotations

import ast
import statistics

from tests.house.source import PACKAGE, functions, modules

FORBIDDEN = {"common", "core", "base", "utils", "util", "helpers", "helper", "manager", "managers", "extras", "misc"}


def test_modules_are_short() -> None:
    sizes = {module.name: module.lines for module in modules()}
    assert statistics.median(sizes.values()) <= 120
    assert sum(lines <= 300 for lines in sizes.values()) >= 0.9 * len(sizes)
    assert not {name: lines for name, lines in sizes.items() if lines > 500}


def test_functions_are_short() -> None:
    lengths = [(node.end_lineno or 0) - node.lineno + 1 for module in modules() for node in functions(module)]
    assert sum(length <= 45 for length in lengths) >= 0.95 * len(lengths)


def test_every_module_and_public_function_says_what_it_is_for() -> None:
    silent = [module.name for module in modules() if not ast.get_docstring(module.tree)]
    for module in modules():
        if not module.name.startswith("beholden.engines"):
            continue
        for node in module.tree.body:
            public = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name[0] != "_"
            if public and not ast.get_docstring(node):  # type: ignore[arg-type]
                silent.append(f"{module.name}.{node.name}")  # type: ignore[attr-defined]
    assert not silent, "\n".join(silent)


def test_public_functions_are_annotated() -> None:
    bare = [
        f"{module.name}:{node.lineno} {node.name}"
        for module in modules()
        for node in functions(module)
        if node.name[0] != "_" and node.returns is None
    ]
    assert not bare, "\n".join(bare)


def test_no_folder_or_module_is_a_drawer_for_everything() -> None:
    drawers = [path for path in PACKAGE.rglob("*") if path.stem in FORBIDDEN and "migrations" not in path.parts]
    assert not drawers
