"""RTP packets to samples (RFC 3550, 6184, 7798, 3640, 3551; R15(1): original and whole).

A depacketiser copies payload once, from the receive buffer into the track's Group. This is the hot path: nothing is
allocated per packet but what Python cannot avoid.
"""

from __future__ import annotations

from beholden.engines.video.rtp.aac import AacDepacketiser
from beholden.engines.video.rtp.depacketiser import Depacketiser
from beholden.engines.video.rtp.g711 import G711Depacketiser
from beholden.engines.video.rtp.group import Group
from beholden.engines.video.rtp.h264 import H264Depacketiser
from beholden.engines.video.rtp.h265 import H265Depacketiser
from beholden.engines.video.tracks import Track

__all__ = ["Depacketiser", "depacketiser"]


def depacketiser(track: Track, group: Group, ssrc: int | None = None) -> Depacketiser:
    """The depacketiser of ``track``; ``ssrc`` as SETUP promised it, if it did."""
    if track.codec == "h264":
        return H264Depacketiser(track, group, ssrc)
    if track.codec == "h265":
        return H265Depacketiser(track, group, ssrc)
    if track.codec == "aac":
        return AacDepacketiser(track, group, ssrc)
    return G711Depacketiser(track, group, ssrc)
