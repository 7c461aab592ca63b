"""The visible watermark: who looked, when, under which register number, across the whole picture."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from beholden.site.access.models import AccessEntry

# where systems keep a font that can write a Chinese name, best first; files, so nothing is searched
_FONTS: Final = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/PingFang.ttc",
)
_OPACITY: Final = 31  # of 255: 12 %, over light and dark alike because each letter has a dark edge
_STRIP: Final = 150


@lru_cache(maxsize=1)
def chinese_font() -> str:
    """Path of a font that can write Chinese, or "" when this machine has none of those known."""
    return next((path for path in _FONTS if Path(path).is_file()), "")


def words(entry: AccessEntry, chinese: bool | None = None) -> str:
    """`王敏 · 2026-11-21 18:02:07 · No.3127`; the user name instead where no Chinese can be written."""
    able = bool(chinese_font()) if chinese is None else chinese
    name = entry.name if able or entry.name.isascii() else entry.username
    if not able:
        name = name.encode("ascii", "replace").decode()
    at = timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S")
    return f"{name} · {at} · No.{entry.number}" if able else f"{name} - {at} - No.{entry.number}"


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    path = chinese_font()
    if path:
        return ImageFont.truetype(path, size)
    return ImageFont.load_default(size)


def moment(entry: AccessEntry, at: datetime) -> str:
    """What the foot of a snapshot says first: which camera, and when the picture was taken."""
    shown = timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")
    place = entry.camera_name if chinese_font() or entry.camera_name.isascii() else entry.camera_code
    return f"{place} {shown}"


def writable(parts: Sequence[str], instead: str) -> str:
    """``parts`` as one line; where no Chinese can be written only those in ASCII, and ``instead`` (a user name)."""
    if chinese_font():
        return " · ".join(parts)
    return " - ".join([*(part for part in parts if part.isascii()), instead.encode("ascii", "replace").decode()])


def draw(picture: Image.Image, text: str, foot: str = "") -> Image.Image:
    """A copy of ``picture`` with ``text`` in diagonal lines over all of it and once readable at the foot."""
    base = picture.convert("RGBA")
    return Image.alpha_composite(base, layer(base.size, text, foot)).convert("RGB")


def layer(size: tuple[int, int], text: str, foot: str = "") -> Image.Image:
    """The mark alone, RGBA, for pictures of this size: what `draw` lays over a picture."""
    width, height = size
    side = math.ceil(math.hypot(width, height))
    diagonal = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    letter = max(width // 42, 12)
    line = _line(text, letter)
    step_x = line.width + letter
    for row, top in enumerate(range(0, side, letter * 6)):
        for left in range(-(step_x // 2) * (row % 2), side, step_x):
            diagonal.paste(line, (left - letter, top - letter))
    turned = diagonal.rotate(24, resample=Image.Resampling.BILINEAR)
    left, top = (side - width) // 2, (side - height) // 2
    return _foot(turned.crop((left, top, left + width, top + height)), f"{foot} · {text}" if foot else text)


def _line(text: str, letter: int) -> Image.Image:
    """The words once, with room for their edge: written once and laid many times."""
    font = _font(letter)
    width = int(ImageDraw.Draw(Image.new("RGBA", (1, 1))).textlength(text, font=font))
    line = Image.new("RGBA", (width + letter * 3, letter * 4), (0, 0, 0, 0))
    ImageDraw.Draw(line).text(
        (letter, letter),
        text,
        font=font,
        fill=(255, 255, 255, _OPACITY * 2),
        stroke_width=1,
        stroke_fill=(0, 0, 0, _OPACITY),
    )
    return line


def _foot(base: Image.Image, text: str) -> Image.Image:
    width, height = base.size
    size = max(min(width // 48, 28), 11)
    while size > 6 and _font(size).getlength(text) > width - size:
        size -= 1
    font = _font(size)
    band = Image.new("RGBA", base.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(band)
    pen.rectangle((0, height - int(size * 1.9), width, height), fill=(10, 14, 16, _STRIP))
    pen.text((size // 2, height - int(size * 1.6)), text, font=font, fill=(255, 255, 255, 235))
    return Image.alpha_composite(base, band)


def jpeg(picture: Image.Image, text: str, foot: str = "") -> bytes:
    """The watermarked picture as JPEG without any metadata of the source."""
    out = io.BytesIO()
    marked = draw(picture, text, foot)
    marked.info.clear()  # Pillow would write the source's comment and profile again
    marked.save(out, "JPEG", quality=88)
    return out.getvalue()
