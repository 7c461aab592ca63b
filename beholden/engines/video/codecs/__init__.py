"""What parameter sets say: size, depth, reordering, RFC 6381 strings (R15(1): described, never changed).

`describe(track)` fills a Track from its ``parameters``. Every parser takes hostile bytes and raises only
CameraError("damaged").
"""

from __future__ import annotations

from beholden.engines.video.codecs import aac, h264, h265
from beholden.engines.video.tracks import Track


def describe(track: Track) -> None:
    """Fill size, depth, reordering, channels and codec string from ``track.parameters``.

    Does nothing for parameters that are not known yet. Raises CameraError("damaged"); the track is then unchanged.
    """
    known = any(track.parameters)
    if track.codec == "h264" and known and track.parameters[0]:
        _describe_h264(track, h264.parse_sps(track.parameters[0]))
    elif track.codec == "h265" and known and track.parameters[1]:
        _describe_h265(track, h265.parse_sps(track.parameters[1]))
    elif track.codec == "aac" and known:
        configuration = aac.parse_config(track.parameters[0])
        track.channels = configuration.channels
        track.codec_string = configuration.codec_string
    elif track.codec in ("pcma", "pcmu"):
        track.codec_string = "alaw" if track.codec == "pcma" else "ulaw"


def _describe_h264(track: Track, sps: h264.Sps) -> None:
    track.width, track.height, track.bit_depth = sps.width, sps.height, sps.bit_depth
    track.reorder = sps.reorder
    track.fps = sps.fps or track.fps
    track.codec_string = sps.codec_string


def _describe_h265(track: Track, sps: h265.Sps) -> None:
    track.width, track.height, track.bit_depth = sps.width, sps.height, sps.bit_depth
    track.reorder = sps.reorder
    track.codec_string = sps.codec_string
    if track.parameters[0]:
        track.fps = h265.parse_vps_fps(track.parameters[0]) or track.fps
