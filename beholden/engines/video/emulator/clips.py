"""A clip as a camera sends it: demultiplexed and packetised once at the start, then only read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import av
import av.error

from . import nal
from .packetise import Wire, aac_payloads, video_payloads

if TYPE_CHECKING:
    from collections.abc import Iterable

_VIDEO: Final = {"h264": "h264", "hevc": "h265"}
_AUDIO: Final = {"aac": "aac", "pcm_alaw": "pcma", "pcm_mulaw": "pcmu"}
_VIDEO_CLOCK: Final = 90_000
_AAC_FRAME: Final = 1024  # samples
_G711_FRAME: Final = 320  # samples a packet: 40 ms at 8 kHz


class ClipError(ValueError):
    """A file cannot be served; its text is the one sentence for the person who named it."""


@dataclass(slots=True)
class Frame:
    """One access unit or audio frame: sent ``due`` seconds after the clip's start, with RTP time ``ticks``."""

    due: float
    ticks: int
    key: bool
    wire: Wire


@dataclass(slots=True)
class Medium:
    """One elementary stream of a clip. ``period_ticks`` is its length: the loop adds it, so time never jumps."""

    kind: Literal["video", "audio"]
    codec: Literal["h264", "h265", "aac", "pcma", "pcmu"]
    payload_type: int
    clock_rate: int
    parameters: list[bytes] = field(default_factory=list)
    channels: int = 1
    width: int = 0
    height: int = 0
    fps: float = 0.0
    frames: list[Frame] = field(default_factory=list)
    period_ticks: int = 0
    _dues: list[float] = field(default_factory=list)
    _keys: list[int] = field(default_factory=list)

    @property
    def period(self) -> float:
        """Length in seconds."""
        return self.period_ticks / self.clock_rate

    def finish(self) -> None:
        """Make the tables that ``first_due`` and ``key_before`` search."""
        self._dues = [frame.due for frame in self.frames]
        self._keys = [number for number, frame in enumerate(self.frames) if frame.key]

    def first_due(self, position: float) -> tuple[int, int]:
        """(loops, index) of the first frame due at or after ``position`` seconds of endless playing."""
        loops, rest = divmod(position, self.period)
        index = bisect_left(self._dues, rest - 1e-9)
        return (int(loops), index) if index < len(self.frames) else (int(loops) + 1, 0)

    def key_before(self, position: float) -> tuple[int, int]:
        """(loops, index) of the last key frame due at or before ``position``."""
        loops, rest = divmod(position, self.period)
        index = bisect_right(self._dues, rest + 1e-9) - 1
        return int(loops), self._keys[bisect_right(self._keys, index) - 1]

    def key_after(self, position: float) -> tuple[int, int]:
        """(loops, index) of the first key frame due at or after ``position``."""
        loops, index = self.first_due(position)
        at = bisect_left(self._keys, index)
        return (loops, self._keys[at]) if at < len(self._keys) else (loops + 1, self._keys[0])


@dataclass(slots=True)
class Clip:
    """What one file holds for a camera: video first, then audio if there is some a camera would send."""

    name: str
    media: list[Medium]

    @property
    def video(self) -> Medium:
        """The picture."""
        return self.media[0]


def load(path: Path) -> Clip:
    """Read and packetise one MP4 or MKV file. Raises ClipError with a sentence."""
    try:
        with av.open(str(path)) as container:
            clip = _read(path, container)
    except FileNotFoundError:
        raise ClipError(f"there is no file {path}") from None
    except (av.error.FFmpegError, ValueError, IndexError, OSError) as error:
        if isinstance(error, ClipError):
            raise
        raise ClipError(f"{path} cannot be read as a video: {getattr(error, 'strerror', None) or error}") from None
    for medium in clip.media:
        medium.finish()
    return clip


def _read(path: Path, container: Any) -> Clip:
    if not container.streams.video:
        raise ClipError(f"{path} holds no video")
    video = container.streams.video[0]
    codec = video.codec_context.name
    if codec not in _VIDEO:
        raise ClipError(f"{path} is {codec}; a camera clip must be H.264 or H.265")
    audio = next((one for one in container.streams.audio if one.codec_context.name in _AUDIO), None)
    packets: dict[int, list[Any]] = {video.index: []}
    if audio is not None:
        packets[audio.index] = []
    for packet in container.demux([video] if audio is None else [video, audio]):
        if packet.size:
            packets[packet.stream.index].append(packet)
    media = [_video(path, video, packets[video.index])]
    if audio is not None and packets[audio.index]:
        media.append(_audio(audio, packets[audio.index], media[0].period))
    return Clip(path.name, media)


def _video(path: Path, stream: Any, packets: list[Any]) -> Medium:
    codec = cast(nal.VideoCodec, _VIDEO[stream.codec_context.name])
    width, configured = nal.read_configuration(codec, bytes(stream.codec_context.extradata or b""))
    rate = stream.average_rate or stream.guessed_rate or Fraction(25)
    access_units = [
        nal.split_lengths(bytes(one), width) if width else nal.split_start_codes(bytes(one)) for one in packets
    ]
    first = next((n for n, units in enumerate(access_units) if nal.is_key(codec, units)), None)
    if first is None:
        raise ClipError(f"{path} holds no key frame")
    sets = nal.parameter_sets(codec, configured + access_units[first])
    if len(sets) < (2 if codec == "h264" else 3):
        raise ClipError(f"{path} holds no parameter sets")
    medium = Medium("video", codec, 96, _VIDEO_CLOCK, sets, width=stream.width, height=stream.height, fps=float(rate))
    times = _times(packets[first:], stream.time_base, rate)
    for units, (due, ticks) in zip(access_units[first:], times, strict=True):
        key = nal.is_key(codec, units)
        if key:
            units = nal.with_parameter_sets(codec, units, sets)
        medium.frames.append(Frame(due, ticks, key, Wire(video_payloads(codec, units), 96)))
    medium.period_ticks = max(ticks for _, ticks in times) + round(_VIDEO_CLOCK / rate)
    return medium


def _times(packets: list[Any], base: Fraction, rate: Fraction) -> list[tuple[float, int]]:
    """(seconds until sending, presentation ticks) of each packet, both from zero."""
    step = 1 / (rate * base)
    decode = [packet.dts if packet.dts is not None else round(n * step) for n, packet in enumerate(packets)]
    show = [packet.pts if packet.pts is not None else dts for packet, dts in zip(packets, decode, strict=True)]
    lowest = min(show)
    return [
        (float((dts - decode[0]) * base), round((pts - lowest) * base * _VIDEO_CLOCK))
        for dts, pts in zip(decode, show, strict=True)
    ]


def _audio(stream: Any, packets: Iterable[Any], seconds: float) -> Medium:
    """The sound, cut to the picture's length so that both loops stay together."""
    codec = cast(Literal["aac", "pcma", "pcmu"], _AUDIO[stream.codec_context.name])
    context = stream.codec_context
    rate, channels = context.sample_rate, context.channels
    if codec == "aac":
        medium = Medium("audio", codec, 97, rate, [bytes(context.extradata or b"")], channels)
        wanted = max(1, round(seconds * rate / _AAC_FRAME))
        for number, packet in enumerate(list(packets)[:wanted]):
            ticks = number * _AAC_FRAME
            medium.frames.append(Frame(ticks / rate, ticks, True, Wire(aac_payloads(bytes(packet)), 97)))
        medium.period_ticks = len(medium.frames) * _AAC_FRAME
        return medium
    static = rate == 8000 and channels == 1
    payload_type = (8 if codec == "pcma" else 0) if static else 97
    sound = b"".join(bytes(packet) for packet in packets)[: round(seconds * rate) * channels]
    medium = Medium("audio", codec, payload_type, rate, [], channels)
    return fill_g711(medium, sound)


def fill_g711(medium: Medium, sound: bytes) -> Medium:
    """Cut ``sound`` (one byte a sample and channel) into packets of ``medium``."""
    step = _G711_FRAME * medium.channels
    for at in range(0, len(sound), step):
        ticks = at // medium.channels
        wire = Wire([sound[at : at + step]], medium.payload_type, marker=False)
        medium.frames.append(Frame(ticks / medium.clock_rate, ticks, True, wire))
    medium.period_ticks = len(sound) // medium.channels
    return medium
