"""What a camera says it sends: one description a track, from SDP, refined by in-band parameter sets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

Codec = Literal["h264", "h265", "aac", "pcma", "pcmu"]
_NAMES: Final = {"h264": "H.264", "h265": "H.265", "aac": "AAC", "pcma": "G.711 A", "pcmu": "G.711 μ"}


def as_written(codec: str) -> str:
    """A codec as people write it, "h264" as H.264; what is no Codec stays as it is."""
    return _NAMES.get(codec, codec)


@dataclass(slots=True)
class Track:
    """One media track.

    ``clock_rate`` ticks per second. ``parameters`` are the codec's out-of-band units in order, without start codes or
    lengths: H.264 (SPS, PPS), H.265 (VPS, SPS, PPS), AAC (AudioSpecificConfig,), G.711 (); an item is b"" until known.
    ``width``/``height`` in pixels after cropping, ``bit_depth`` of luma, 0 until a parameter set was parsed.
    ``reorder`` frames that may come before their presentation turn (B-frames), from the SPS.
    ``fps`` frames per second as SDP or parameter sets claim, 0.0 when they don't. ``au_header`` bits of size, index and
    index delta in an AAC packet's AU headers (RFC 3640).
    """

    kind: Literal["video", "audio"]
    codec: Codec
    payload_type: int
    clock_rate: int
    control: str
    parameters: list[bytes] = field(default_factory=list)
    width: int = 0
    height: int = 0
    bit_depth: int = 0
    reorder: int = 0
    channels: int = 1
    fps: float = 0.0
    au_header: tuple[int, int, int] = (13, 3, 3)
    # RFC 6381, as MediaSource.isTypeSupported wants it: avc1.64001f, hvc1.1.6.L93.B0, mp4a.40.2, alaw, ulaw
    codec_string: str = ""

    @property
    def ready(self) -> bool:
        """True when an init segment can be made."""
        return self.kind == "audio" or (self.width > 0 and all(self.parameters))
