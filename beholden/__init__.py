"""Beholden (明鉴): public-safety video systems under State Council Decree 799.

Four wings: ``engines`` (pure Python), ``ground`` (what both sides stand on), ``site`` (the video
system of a unit) and ``registry`` (the authority's side). HOUSE.md draws the plan.
"""

__version__ = "0.1.0"
