"""Cameras that only speak UDP, through PyAV; samples come out as on the own path (R15(1): original and whole).

Costs several times the own path's processor time, so it is chosen per camera (``transport="udp"``), never by itself.
"""

from __future__ import annotations

from beholden.engines.video.fallback.source import Fallback, Sample

__all__ = ["Fallback", "Sample"]
