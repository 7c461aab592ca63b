"""The line burned into the picture of a copy: that it is masked, what for, under which number (R22)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import av
from PIL import Image, ImageDraw, ImageFont

from beholden.engines.video.index import SegmentRow
from beholden.engines.video.segments.chunks import of_file
from beholden.site.access.watermark import chinese_font
from beholden.site.redactions.models import Aim, Redaction

_SMALLEST: Final = 240  # pixels of width below which nobody could read a line


def first(root: Path, rows: Sequence[SegmentRow]) -> Path:
    """The first file that is the one that was recorded: the engine shows nothing of others; else the first."""
    for row in rows:
        with suppress(OSError):
            if of_file(root / row.path).root() == row.root:
                return root / row.path
    return root / rows[0].path


def size_of(source: Path) -> tuple[int, int]:
    """Width and height of a recorded file's picture; reads its head only. (0, 0) when it says none."""
    try:
        with av.open(str(source)) as container:
            video = container.streams.video[0].codec_context
            return int(video.width or 0), int(video.height or 0)
    except (av.FFmpegError, IndexError, OSError):
        return 0, 0


def words(redaction: Redaction) -> str:
    """What it says: in one language, as a copy is shown to anybody."""
    said = {
        Aim.INDIVIDUAL: "已遮挡他人 · 仅供现场查阅，不得拍摄、传播",
        Aim.PUBLICATION: "已依法遮挡处理 · 非原始录像",
        Aim.MOSAIC: "整幅打码预览",
    }[Aim(redaction.aim)]
    return " · ".join(part for part in (said, redaction.number, redaction.unit.name) if part)


def draw(redaction: Redaction, source: Path, target: Path) -> bool:
    """Write the line as a PNG for the lower left corner; False when the picture is too small. Raises OSError."""
    width, height = size_of(source)
    if width < _SMALLEST:
        return False
    text = words(redaction) if chinese_font() else f"masked copy - {redaction.code}"
    size = max(12, min(width // 48, height // 18))
    font = _font(size)
    while size > 8 and font.getlength(text) > width - size:
        size -= 1
        font = _font(size)
    while len(text) > 1 and font.getlength(text) > width - size:
        text = text[:-2] + "…"
    line = Image.new("RGBA", (min(width, int(font.getlength(text)) + size), int(size * 1.9)), (10, 14, 16, 200))
    ImageDraw.Draw(line).text((size // 2, int(size * 0.3)), text, font=font, fill=(255, 255, 255, 255))
    line.save(target, "PNG")
    return True


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    path = chinese_font()
    return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)
