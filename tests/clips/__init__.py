"""Numbered clips, made when a test first asks: every frame shows its number in cells that survive encoding.

    path = clip("h264")                    # made once, kept in build/clips until the generator changes
    read_number(frame.to_image()) == 137   # what a decoded frame, a screenshot or a canvas shows

The digits below the cells are for people. ``VARIANTS`` lists what there is.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

import av

from . import drawing, encoding
from .drawing import read_number
from .encoding import VARIANTS, Variant

__all__ = ["VARIANTS", "Variant", "clip", "clips_folder", "read_number"]


@cache
def clips_folder() -> Path:
    """Where finished clips lie; another generator or encoder has another folder."""
    digest = hashlib.sha256(av.__version__.encode())
    for module in (drawing, encoding):
        digest.update(Path(module.__file__).read_bytes())
    folder = Path(__file__).resolve().parents[2] / "build" / "clips" / digest.hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def clip(name: str) -> Path:
    """The file of a variant, made now if it is not there yet. Raises KeyError for a name not in VARIANTS."""
    variant = VARIANTS[name]
    path = clips_folder() / f"{name}.{variant.container}"
    if not path.exists():
        partial = path.with_name(f".{os.getpid()}-{path.name}")
        encoding.make(variant, partial)
        partial.replace(path)
    return path
