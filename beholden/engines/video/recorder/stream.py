"""One track of a camera while a run lasts: what it is, where its samples gather, who puts them there."""

from __future__ import annotations

from typing import Protocol

from beholden.engines.video.rtp.group import Group
from beholden.engines.video.tracks import Track


class Depacketiser(Protocol):
    """What the recorder needs of rtp's depacketisers."""

    changed: bool
    restarted: bool
    lost: int

    def feed(self, buffer: bytearray, start: int, end: int) -> None: ...
    def take_parameters(self) -> None: ...
    def time_of(self, rtp_timestamp: int) -> int: ...


class Stream:
    """Track, group and depacketiser belong together."""

    __slots__ = ("depacketiser", "group", "track")

    def __init__(self, track: Track, group: Group, depacketiser: Depacketiser) -> None:
        self.track = track
        self.group = group
        self.depacketiser = depacketiser
