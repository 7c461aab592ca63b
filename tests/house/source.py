"""The product's source as data: modules, imports, functions, read once by syntax tree."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from beholden.project.loading import unswept

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "beholden"
_NOT_PRODUCT = {"tests", "migrations"}


@dataclass(frozen=True)
class Module:
    """One Python file of the product. ``name`` is dotted; ``imports`` are dotted names it needs when it is loaded or
    run.
    """

    name: str
    path: Path
    tree: ast.Module
    lines: int
    imports: frozenset[str]
    at_load: frozenset[str]

    @property
    def room(self) -> str:
        """The room or engine: `ground.people`, `engines.video`, `cli`, `project`."""
        words = self.name.split(".")[1:]
        return (
            ".".join(words[:2])
            if words and words[0] in ("engines", "ground", "site", "registry")
            else ".".join(words[:1])
        )


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the product, tests and migrations left out."""
    with unswept():
        found = tuple(_read())
    gc.freeze()  # two million nodes that stay: no later round looks through them
    return found


def _read() -> Iterator[Module]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if _NOT_PRODUCT & set(parts):
            continue
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield Module(
            name,
            path,
            tree,
            text.count("\n"),
            frozenset(_imports(ast.walk(tree))),
            frozenset(_imports(_loaded(tree))),
        )


def functions(module: Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method."""
    return [node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _loaded(tree: ast.Module) -> list[ast.AST]:
    """Nodes that run when the module is imported: not the bodies of functions, not `if TYPE_CHECKING`."""
    found: list[ast.AST] = []
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        found.append(node)
        waiting.extend(ast.iter_child_nodes(node))
    return found


def _imports(nodes: object) -> set[str]:
    names: set[str] = set()
    for node in nodes:  # type: ignore[attr-defined]
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names
