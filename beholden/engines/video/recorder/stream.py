"""One track of a camera while a run lasts: what it is, where its samples gather, who puts them there."""

from __future__ import annotations

from dataclasses import dataclass

from beholden.engines.video.rtp import Depacketiser
from beholden.engines.video.rtp.group import Group
from beholden.engines.video.tracks import Track


@dataclass(slots=True)
class Stream:
    """Track, group and depacketiser belong together."""

    track: Track
    group: Group
    depacketiser: Depacketiser
