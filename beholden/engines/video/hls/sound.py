"""G.711 sound as AAC, on the way out only: browsers play no G.711, and the store keeps what the camera sent (R15).

Each piece is converted by itself, from the file alone, so that nothing is remembered between two requests. AAC frames
lie on a grid of 1,024 ticks from the file's start; a piece has the frames that begin in it. The encoder hears a little
of what lies before and behind, which makes its frames join those of the neighbouring pieces.
"""

from __future__ import annotations

import os
import struct
from array import array
from functools import cache
from typing import TYPE_CHECKING, Final

from beholden.engines.video.fmp4 import fragment, init_reader
from beholden.engines.video.fmp4.init import AUDIO_ID, sound_boxes
from beholden.engines.video.fmp4.reader import Damaged, TrackInfo
from beholden.engines.video.index.rows import FragmentEntry
from beholden.engines.video.segments.reading import Content
from beholden.engines.video.tracks import Track

if TYPE_CHECKING:
    import av

FRAME: Final = 1024  # ticks of one AAC frame
LEAD: Final = 3  # frames that the encoder hears before the first one that is kept
LONGEST: Final = 60  # seconds of sound that one piece may have
_RATES: Final = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_SILENCE: Final = {"pcma": 0xD5, "pcmu": 0xFF}
_BITS_PER_TICK: Final = 3  # 24 kbit/s at 8 kHz, a channel
_NO_SBR: Final = b"\x56\xe5\x00"  # said in so many words, for decoders that would guess at low rates


def convertible(track: TrackInfo | None) -> bool:
    """True for sound that browsers need converted, and that AAC can hold."""
    return track is not None and track.codec in _SILENCE and track.timescale in _RATES and track.channels in (1, 2)


def init(original: bytes, track: TrackInfo) -> bytes:
    """The init ``original`` with its G.711 track described as AAC. Raises Damaged."""
    settings = 2 << 11 | _RATES.index(track.timescale) << 7 | track.channels << 3
    aac = Track(
        "audio", "aac", 0, track.timescale, "", [struct.pack(">H", settings) + _NO_SBR], channels=track.channels
    )
    return init_reader.joined(init_reader.only(original, {"video"}), *sound_boxes(aac))


def part(fd: int, now: Content, first: int, last: int) -> bytes:
    """The sound of fragments ``first`` to ``last``, dated from the file's start; b"" for none. Raises Damaged."""
    track = now.audio
    assert track is not None
    begin, end = _bounds(now, track, first, last)
    numbers = range(-(-begin // FRAME), -(-end // FRAME))
    if not numbers or len(numbers) * FRAME > LONGEST * track.timescale:
        return b""
    from_tick, to_tick = (numbers.start - LEAD) * FRAME, (numbers.stop + 1) * FRAME
    law = _law(fd, now, track, from_tick, to_tick)
    if law is None:
        return b""
    frames = _encoded(law, track, from_tick, numbers)
    if len(frames) != len(numbers):
        raise Damaged(f"the sound of {now.row.path} was not converted")
    sizes = [len(frame) for frame in frames]
    head = fragment.header(first + 1, AUDIO_ID, numbers.start * FRAME, [FRAME] * len(sizes), sizes)
    return head + b"".join(frames)


def _bounds(now: Content, track: TrackInfo, first: int, last: int) -> tuple[int, int]:
    """Ticks of the sound that belongs to the pictures of these fragments; the last piece has what is left."""
    rate = now.video.timescale
    begin = now.entries[first].time * track.timescale // rate
    following = next((entry for entry in now.entries[last + 1 :] if not entry.audio), None)
    if following is not None:
        return begin, following.time * track.timescale // rate
    ends = [entry.time + entry.duration for entry in now.entries if entry.audio]
    pictures = max((entry.time + entry.duration for entry in now.entries if not entry.audio), default=0)
    return begin, min(max(ends, default=0), pictures * track.timescale // rate)


def _law(fd: int, now: Content, track: TrackInfo, begin: int, end: int) -> bytes | None:
    """The companded samples of ticks [begin, end), silence where there are none; None when all of it would be."""
    width = track.channels
    out = bytearray([_SILENCE[track.codec]]) * ((end - begin) * width)
    found = False
    for entry in now.entries:
        if entry.audio and entry.time < end and entry.time + entry.duration > begin:
            samples = _samples(fd, entry, width)
            skip = max(0, begin - entry.time) * width
            at = max(0, entry.time - begin) * width
            kept = samples[skip : skip + len(out) - at]
            out[at : at + len(kept)] = kept
            found = True
    return bytes(out) if found else None


def _samples(fd: int, entry: FragmentEntry, width: int) -> bytes:
    """The samples of a fragment: a byte a tick and channel, at its end."""
    size = entry.duration * width
    if size > entry.size:
        raise Damaged(f"a fragment of {entry.size} bytes holds no {size} of sound")
    data = os.pread(fd, size, entry.end - size)
    if len(data) != size:
        raise Damaged("the file is shorter than its list of fragments says")
    return data


def _encoded(law: bytes, track: TrackInfo, from_tick: int, numbers: range) -> list[bytes]:
    """The AAC frames ``numbers`` of samples that begin at ``from_tick``."""
    import av  # loads the codecs, which only sites with such cameras need

    coder = av.CodecContext.create("aac", "w")
    coder.sample_rate = track.timescale
    coder.layout = "mono" if track.channels == 1 else "stereo"
    coder.format = "fltp"
    coder.bit_rate = _BITS_PER_TICK * track.timescale * track.channels
    coder.options = {"aac_coder": "fast"}
    packets = []
    wanted = range(numbers.start * FRAME, numbers.stop * FRAME, FRAME)
    step = FRAME * track.channels
    for place in range(0, len(law), step):
        frame = _frame(law[place : place + step], track, coder.layout.name)
        frame.pts = from_tick + place // track.channels
        packets += coder.encode(frame)
    packets += coder.encode(None)
    return [bytes(packet) for packet in packets if packet.pts is not None and packet.pts in wanted]


def _frame(law: bytes, track: TrackInfo, layout: str) -> av.AudioFrame:
    import av

    frame = av.AudioFrame(format="fltp", layout=layout, samples=FRAME)
    frame.sample_rate = track.timescale
    levels = _levels(track.codec)
    for channel, plane in enumerate(frame.planes):
        plane.update(array("f", map(levels.__getitem__, law[channel :: track.channels])).tobytes())
    return frame


@cache
def _levels(codec: str) -> list[float]:
    """What each of the 256 codes stands for (ITU-T G.711), from -1 to 1."""
    return [(_a_law(code) if codec == "pcma" else _mu_law(code)) / 32768 for code in range(256)]


def _a_law(code: int) -> int:
    code ^= 0x55
    step, level = code >> 4 & 7, (code & 15) << 4
    level = level + 8 if step == 0 else (level + 0x108) << (step - 1)
    return level if code & 0x80 else -level


def _mu_law(code: int) -> int:
    code ^= 0xFF
    level = (((code & 15) << 3) + 0x84 << (code >> 4 & 7)) - 0x84
    return -level if code & 0x80 else level
