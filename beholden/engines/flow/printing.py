"""A state table as a table of the docs, so that page and program cannot say two things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

S = TypeVar("S")


def printed(steps: Iterable[S], columns: Mapping[str, Callable[[S], object]]) -> str:
    """Markdown: a head, one line a step, each column's cell by its function."""
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    lines += [f"| {' | '.join(str(cell(step)) for cell in columns.values())} |" for step in steps]
    return "\n".join(lines) + "\n"
