"""What a stranger is handed beside the footage: `verify.py` and `verify.html`, one file each, and `README.txt`."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Final

_PARTS: Final = files(__package__) / "stranger"
_OURS: Final = re.compile(r"^from beholden\.engines\.packaging\.stranger\.(\w+) import .*\n", re.MULTILINE)
_FUTURE: Final = "from __future__ import annotations\n"


def verify_py() -> str:
    """The verifier for Python, its parts joined into one file that needs nothing but Python."""
    whole = (_PARTS / "verify.py").read_text("utf-8")
    return _OURS.sub(lambda found: _part(found.group(1)), whole)


def verify_html() -> str:
    """The verifier for a browser."""
    return (_PARTS / "verify.html").read_text("utf-8")


def read_me() -> str:
    """What is in the package and how to check it, Chinese and English."""
    return (_PARTS / "README.txt").read_text("utf-8")


def _part(name: str) -> str:
    text = (_PARTS / f"{name}.py").read_text("utf-8")
    return text.partition(_FUTURE)[2]
