"""Plant a defect in a copy of the law: replace one piece of text that stands exactly once."""

from __future__ import annotations

from pathlib import Path


def plant(law: Path, file: str, old: str, new: str) -> int:
    """Replace and return the line (from 1) on which ``old`` began."""
    path = law / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def add(law: Path, file: str, text: str) -> int:
    """Append text and return the line on which it begins."""
    path = law / file
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(before + text, encoding="utf-8")
    return before.count("\n") + 1
