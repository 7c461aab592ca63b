"""What a probe found, in figures and in sentences."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from beholden.engines.video.tracks import as_written

_CLOCK_LIMIT_US: Final = 2_000_000  # a camera this wrong burns wrong times into its pictures

# remark -> (Chinese, English); {0} its figure
_REMARKS: Final[dict[str, tuple[str, str]]] = {
    "h265": (
        "H.265 视频会完整录制；部分浏览器不能直接播放",
        "H.265 video is recorded in full; some browsers cannot play it",
    ),
    "deep": (
        "{0} 位视频会完整录制；多数浏览器不能直接播放",
        "{0}-bit video is recorded in full; most browsers cannot play it",
    ),
    "g711": (
        "G.711 声音会原样录制；在浏览器中回放时转换后播出",
        "G.711 sound is recorded as it is, and converted for browsers on playback",
    ),
    "clock": ("摄像机时钟偏差 {0} 秒，请校时", "The camera's clock is off by {0} seconds; set it"),
    "no_key": ("{0} 秒内没有关键帧，请缩短 I 帧间隔", "No key frame within {0} seconds; shorten the I-frame interval"),
    "lost": ("检测期间丢失 {0} 个数据包", "{0} packets were lost while probing"),
}


@dataclass(frozen=True, slots=True)
class Probe:
    """What the camera sends.

    ``width``/``height`` pixels, ``fps`` frames a second and ``kbps`` kbit/s as measured. ``audio`` codec name or "".
    ``clock_offset_us`` camera clock minus ours, None when it did not say. ``remarks`` (code, figure) for `sentences`.
    """

    codec: str
    codec_string: str
    width: int
    height: int
    bit_depth: int
    fps: float
    kbps: int
    audio: str
    clock_offset_us: int | None
    remarks: tuple[tuple[str, str], ...] = ()

    @property
    def codec_name(self) -> str:
        """As people write it: H.264."""
        return as_written(self.codec)

    @property
    def audio_name(self) -> str:
        """As people write it, "" without sound."""
        return as_written(self.audio)

    def sentences(self, language: str = "zh") -> list[str]:
        """What the person should know, one sentence each. ``language`` 'zh' or 'en'."""
        index = 0 if language.startswith("zh") else 1
        return [_REMARKS[code][index].format(figure) for code, figure in self.remarks]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "remarks": [list(remark) for remark in self.remarks]}


def remarks_on(
    codec: str, bit_depth: int, audio: str, clock_offset_us: int | None, keyless_seconds: float, lost: int
) -> tuple[tuple[str, str], ...]:
    """(code, figure) of everything worth saying. ``keyless_seconds`` 0.0 when a key frame came."""
    found: list[tuple[str, str]] = []
    if codec == "h265":
        found.append(("h265", ""))
    if bit_depth > 8:
        found.append(("deep", str(bit_depth)))
    if audio in ("pcma", "pcmu"):
        found.append(("g711", ""))
    if clock_offset_us is not None and abs(clock_offset_us) > _CLOCK_LIMIT_US:
        found.append(("clock", f"{clock_offset_us / 1e6:+.0f}"))
    if keyless_seconds:
        found.append(("no_key", f"{keyless_seconds:.0f}"))
    if lost:
        found.append(("lost", str(lost)))
    return tuple(found)
