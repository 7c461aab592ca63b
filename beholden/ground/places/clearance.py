"""How exactly a person may know where a camera is: who decides exactly, other staff coarsely, the public not at all.

A map of every camera is a plan for whoever wants to avoid or disable them (R3(2), R15(1)).
"""

from __future__ import annotations

import math
from enum import Enum
from typing import Final

COARSE: Final = 0.01  # degrees: about a kilometre


class Clearance(Enum):
    """What somebody may know of a position."""

    NONE = "none"
    COARSE = "coarse"
    EXACT = "exact"


def rounded(lon: float, lat: float, clearance: Clearance) -> tuple[float, float] | None:
    """The position as this clearance knows it: None, the middle of its cell of a hundredth of a degree, or itself.

    The cell does not move with the point, so asking often, or for many points, tells no more than asking once.
    """
    if clearance is Clearance.NONE:
        return None
    if clearance is Clearance.EXACT:
        return lon, lat
    return _middle(lon), _middle(lat)


def _middle(degrees: float) -> float:
    return round((math.floor(round(degrees / COARSE, 6)) + 0.5) * COARSE, 6)
