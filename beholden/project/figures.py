"""Figures in Prometheus' text format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """One value: name, kind (gauge, counter), help, labels, value."""

    name: str
    kind: str
    help: str
    labels: dict[str, str] = field(default_factory=dict)
    value: float = 0


def text(figures: Iterable[Figure]) -> str:
    """The figures as Prometheus reads them; those of one name stand together under one help line."""
    lines: list[str] = []
    seen: set[str] = set()
    for figure in sorted(figures, key=lambda one: one.name):
        if figure.name not in seen:
            seen.add(figure.name)
            lines += [f"# HELP {figure.name} {_escape(figure.help)}", f"# TYPE {figure.name} {figure.kind}"]
        labels = ",".join(f'{key}="{_escape(value)}"' for key, value in figure.labels.items())
        lines.append(f"{figure.name}{{{labels}}} {figure.value}" if labels else f"{figure.name} {figure.value}")
    return "\n".join(lines) + "\n"


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
