"""ffmpeg as viewer and as reader: what it gets from a stream, and what it finds in a file, packet by packet."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import pytest

_START: Final = re.compile(rb"\x00\x00\x00?\x01")
_FILTER: Final = {"h264": "h264_mp4toannexb", "hevc": "hevc_mp4toannexb"}


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet: presentation time in ``seconds`` or None; ``md5`` of its slices (video) or its bytes (audio)."""

    seconds: Fraction | None
    key: bool
    md5: str


def packets(path: Path | str, kind: str = "video", *, limit: int = 1 << 30) -> list[Packet]:
    """The first ``limit`` packets of the first stream of ``kind`` in decode order, of a file or an RTSP address."""
    found: list[Packet] = []
    options = {"rtsp_transport": "tcp"} if str(path).startswith("rtsp") else {}
    with av.open(str(path), options=options, timeout=20) as container:
        stream: Any = next(one for one in container.streams if one.type == kind)
        name = stream.codec_context.name
        annexb = av.BitStreamFilterContext(_FILTER[name], stream) if name in _FILTER else None
        for packet in container.demux(stream):
            if not packet.size:
                continue
            seconds = None if packet.pts is None else packet.pts * packet.time_base
            key = packet.is_keyframe
            parts = annexb.filter(packet) if annexb else [packet]
            data = b"".join(bytes(part) for part in parts)
            found.append(Packet(seconds, key, slices_md5(name, data)))
            if len(found) == limit:
                break
    return found


def slices_md5(name: str, data: bytes) -> str:
    """MD5 of the units that make the picture; parameter sets and the like may be added or left out on the way.

    ``name`` as ffmpeg calls the codec; ``data`` Annex B, or anything for a codec that is not H.264 or H.265.
    """
    if name in _FILTER:
        units = [unit.rstrip(b"\x00") for unit in _START.split(data) if unit]
        if name == "h264":
            kept = [unit for unit in units if 1 <= unit[0] & 0x1F <= 5]
        else:
            kept = [unit for unit in units if unit[0] >> 1 & 0x3F < 32]
        data = b"".join(b"\x00\x00\x01" + unit for unit in kept)
    return hashlib.md5(data).hexdigest()


def copy(url: str, out: Path, seconds: float, *, transport: str = "tcp") -> str:
    """`ffmpeg -c copy` of ``seconds`` of a stream into ``out``; returns what it said on stderr."""
    program = shutil.which("ffmpeg") or pytest.fail("there is no ffmpeg; run: apt-get install -y ffmpeg")
    words = [program, "-v", "warning", "-y", "-rtsp_transport", transport, "-i", url, "-t", str(seconds)]
    done = subprocess.run(
        [*words, "-c", "copy", str(out)], capture_output=True, text=True, timeout=seconds + 30, check=False
    )
    return done.stderr


def lengthen(clip: Path, out: Path, times: int) -> Path:
    """``clip`` played ``times`` times over as one file, packets untouched; for servers that do not loop."""
    program = shutil.which("ffmpeg") or pytest.fail("there is no ffmpeg; run: apt-get install -y ffmpeg")
    words = [program, "-v", "error", "-y", "-stream_loop", str(times - 1), "-i", str(clip), "-c", "copy", str(out)]
    subprocess.run(words, check=True, timeout=120)
    return out
