"""The cases of the law as a lawyer wrote them: rooms run the very ones that the rulebook is tested with."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).resolve().parents[1] / "law" / "cases"


def law_cases(name: str) -> list[dict[str, Any]]:
    """Those of `law/cases/NAME.yaml`, by the quick parser."""
    found: list[dict[str, Any]] = yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)[
        "cases"
    ]
    return found
