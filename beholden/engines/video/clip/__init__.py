"""Pieces taken out of footage: a clip that plays anywhere, the picture of one instant. Nothing is transcoded (R15(1)).

What is taken away leaves through `site.access`, which registers it first (R16(2)).
"""

from __future__ import annotations

from beholden.engines.video.clip.cut import Cut, Missing, NoFootage, cut
from beholden.engines.video.clip.picture import Picture, picture

__all__ = ["Cut", "Missing", "NoFootage", "Picture", "cut", "picture"]
