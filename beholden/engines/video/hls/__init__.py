"""Footage as HLS over the files as they are: a playlist, an init, byte ranges (RFC 8216). No copy, no transcoding
but of G.711 sound, which browsers don't play.

`site.access` is the only caller that may hand these bytes to anybody.
"""

from __future__ import annotations

from beholden.engines.video.hls.media import KINDS, NotThere, init, media
from beholden.engines.video.hls.playlist import playlist

__all__ = ["KINDS", "NotThere", "init", "media", "playlist"]
