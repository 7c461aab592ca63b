"""SDP as cameras write it (RFC 4566), and the tracks that are recorded from it."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from typing import Final, Literal

from beholden.engines.video import codecs
from beholden.engines.video.codecs.bits import split_annex_b
from beholden.engines.video.errors import CameraError
from beholden.engines.video.tracks import Codec, Track

_MEDIA_LIMIT: Final = 64
_STATIC: Final = {0: "PCMU/8000", 8: "PCMA/8000", 26: "JPEG/90000", 32: "MPV/90000", 33: "MP2T/90000", 14: "MPA/90000"}
_VIDEO: Final[dict[str, Codec]] = {"H264": "h264", "H265": "h265", "HEVC": "h265"}
_AUDIO: Final[dict[str, Codec]] = {"MPEG4-GENERIC": "aac", "PCMA": "pcma", "PCMU": "pcmu"}
_NAMES: Final = {"JPEG": "MJPEG", "MPV": "MPEG-2", "MP4V-ES": "MPEG-4"}
_PARAMETER: Final = re.compile(r"\s*([A-Za-z0-9-]+)\s*=\s*([^;]*)")
_RATE: Final = re.compile(r"\s*(\d+(?:\.\d+)?)")


@dataclass(slots=True)
class Media:
    """One m= section. ``maps`` payload type → "NAME/clock[/channels]", ``formats`` payload type → its parameters."""

    kind: str
    payload_types: list[int]
    control: str = ""
    fps: float = 0.0
    maps: dict[int, str] = field(default_factory=dict)
    formats: dict[int, dict[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Description:
    """``control`` of the whole presentation ("" or "*" when it is the base itself), and its media."""

    control: str = ""
    media: list[Media] = field(default_factory=list)


def parse(body: bytes) -> Description:
    """Read an SDP body, whatever the order of its lines. Raises CameraError("malformed") when it is none."""
    description = Description()
    media: Media | None = None
    seen = False
    for line in body.decode("utf-8", "replace").splitlines():
        kind, equals, value = line.strip().partition("=")
        seen = seen or (kind == "v" and bool(equals))
        if kind == "m":
            if len(description.media) >= _MEDIA_LIMIT:
                raise CameraError("malformed", f"SDP: > {_MEDIA_LIMIT} m=")
            words = value.split()
            numbers = [int(word) for word in words[3:] if word.isascii() and word.isdigit() and len(word) < 4]
            media = Media(words[0].lower() if words else "", numbers)
            description.media.append(media)
        elif kind == "a":
            name, _, detail = value.partition(":")
            _attribute(description, media, name.strip().lower(), detail.strip())
    if not seen:
        raise CameraError("malformed", "SDP")
    return description


def _attribute(description: Description, media: Media | None, name: str, value: str) -> None:
    if name == "control":
        if media is None:
            description.control = value
        else:
            media.control = value
    elif media is None:
        return
    elif name == "framerate":
        if (number := _RATE.match(value)) and 0 < float(number[1]) <= 480:  # "0S" is nothing, "25" counts
            media.fps = float(number[1])
    elif name in ("rtpmap", "fmtp"):
        number_text, _, rest = value.partition(" ")
        if not (number_text.isascii() and number_text.isdigit() and len(number_text) < 4):
            return
        if name == "rtpmap":
            media.maps[int(number_text)] = rest.strip()
        else:
            pairs = {pair[1].lower(): pair[2].strip() for pair in map(_PARAMETER.match, rest.split(";")) if pair}
            media.formats[int(number_text)] = pairs


def tracks(description: Description) -> list[Track]:
    """The first video track that can be recorded, then the first such audio track.

    Raises CameraError "no_video" or "codec".
    """
    video = [media for media in description.media if media.kind == "video"]
    if not video:
        raise CameraError("no_video", ", ".join(sorted({media.kind[:20] for media in description.media})) or "-")
    chosen = [track for media in video if (track := _track(media, "video", _VIDEO))][:1]
    if not chosen:
        raise CameraError("codec", ", ".join(_names(video)))
    audio = [media for media in description.media if media.kind == "audio"]
    return chosen + [track for media in audio if (track := _track(media, "audio", _AUDIO))][:1]


def _names(media: list[Media]) -> list[str]:
    names = []
    for item in media:
        for number in item.payload_types:
            name = (item.maps.get(number) or _STATIC.get(number) or "?").partition("/")[0].strip().upper()
            names.append(_NAMES.get(name, name)[:20])
    return names[:4] or ["?"]


def _track(media: Media, kind: Literal["video", "audio"], known: dict[str, Codec]) -> Track | None:
    for number in media.payload_types:
        name, _, clock = (media.maps.get(number) or _STATIC.get(number) or "").partition("/")
        rate, _, channels = clock.partition("/")
        codec = known.get(name.strip().upper())
        if codec is None:
            continue
        ticks = int(rate) if rate.strip().isascii() and rate.strip().isdigit() and len(rate) < 10 else 0
        track = Track(
            kind, codec, number, ticks or (90_000 if kind == "video" else 8_000), media.control, fps=media.fps
        )
        if kind == "audio" and channels.strip() in ("1", "2"):
            track.channels = int(channels)
        if _apply_format(track, media.formats.get(number, {})):
            return track
    return None


def _apply_format(track: Track, given: dict[str, str]) -> bool:
    """Fill the track from its fmtp; False when it cannot be recorded. In-band sets replace damaged ones later."""
    if track.codec == "h264":
        units = [unit for text in given.get("sprop-parameter-sets", "").split(",") for unit in _units(text)]
        track.parameters = [next((unit for unit in units if unit[0] & 31 == kind), b"") for kind in (7, 8)]
    elif track.codec == "h265":
        names = {"sprop-vps": 32, "sprop-sps": 33, "sprop-pps": 34}
        units = [unit for name in names for text in given.get(name, "").split(",") for unit in _units(text)]
        track.parameters = [next((u for u in units if u[0] >> 1 & 63 == kind), b"") for kind in names.values()]
    elif track.codec == "aac":
        return _apply_aac(track, given)
    try:
        codecs.describe(track)
    except CameraError:
        track.parameters = [b""] * len(track.parameters)
    return True


def _apply_aac(track: Track, given: dict[str, str]) -> bool:
    default = (6, 2, 2) if given.get("mode", "").lower() == "aac-lbr" else (13, 3, 3)
    values = []
    for name, bits in zip(("sizelength", "indexlength", "indexdeltalength"), default, strict=True):
        text = given.get(name, "")
        values.append(int(text) if text.isascii() and text.isdigit() and len(text) < 3 else bits)
    track.au_header = (values[0], values[1], values[2])
    try:
        track.parameters = [bytes.fromhex(given.get("config", ""))]
        codecs.describe(track)
    except (ValueError, CameraError):
        return False
    return bool(track.parameters[0]) and 0 < values[0] <= 16 and max(values) <= 16


def _units(text: str) -> list[bytes]:
    """Base64 of one NAL unit, or of several between start codes; nothing when it is no base64."""
    try:
        return [
            unit
            for unit in split_annex_b(base64.b64decode(text.strip() + "=" * (-len(text.strip()) % 4)))
            if len(unit) > 1
        ]
    except (binascii.Error, ValueError):
        return []
