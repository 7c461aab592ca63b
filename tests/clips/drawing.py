"""How a frame shows its number, and how it is read back.

The top quarter of the picture holds 16 columns of equal width and two rows of equal height. Column i (from the
left) is bit 15 - i of the number: the upper cell is white for 1 and black for 0, the lower cell is its opposite. A
reader looks at the middle of each cell: bit = upper brighter than lower; they differ clearly or there is no number.
In a canvas: x = (i + 0.5) * width / 16, y = height / 16 and 3 * height / 16.
"""

from __future__ import annotations

import random
from functools import cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

BITS: Final = 16
_CLEARLY: Final = 60  # grey levels between the two cells of a bit


def draw(number: int, size: tuple[int, int], *, noise: int = 0) -> Image.Image:
    """Frame ``number`` as a grey picture. ``noise`` is the grain's contrast (0 to 255), which makes bytes."""
    width, height = size
    picture = _ground(size, noise, number % 8).copy()
    pen = ImageDraw.Draw(picture)
    for bit in range(BITS):
        left, right = bit * width // BITS, (bit + 1) * width // BITS - 1
        white = number >> (BITS - 1 - bit) & 1
        for row, grey in ((0, 255 * white), (1, 255 * (1 - white))):
            pen.rectangle((left, row * height // 8, right, (row + 1) * height // 8 - 1), fill=grey)
    pen.text(
        (width * 0.06, height * 0.3), f"{number:05d}", fill=255, font=_font(height // 3), stroke_width=2, stroke_fill=0
    )
    x = number * width // 100 % width
    pen.rectangle((x, height * 0.8, x + width // 10, height * 0.95), fill=230)
    return picture


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


@cache
def _ground(size: tuple[int, int], noise: int, which: int) -> Image.Image:
    """One of eight grounds that take turns, so that grain costs an encoder bits in every frame."""
    ground = Image.linear_gradient("L").resize(size).point(lambda grey: 60 + grey // 4)
    if not noise:
        return ground
    coarse = (size[0] // 4, size[1] // 4)
    grain = Image.frombytes("L", coarse, random.Random(which).randbytes(coarse[0] * coarse[1]))
    grain = grain.resize(size, Image.Resampling.BILINEAR)
    return Image.blend(ground, grain, noise / 255)


def read_number(picture: Image.Image) -> int:
    """The number a picture shows, whatever its size. Raises ValueError when its cells are not legible."""
    grey = picture.convert("L")
    width, height = grey.size
    number = 0
    for bit in range(BITS):
        x = int((bit + 0.5) * width / BITS)
        upper, lower = (_patch(grey, x, int(height * part / 16)) for part in (1, 3))
        if abs(upper - lower) < _CLEARLY:
            raise ValueError(f"cell {bit} is not legible: {upper} above, {lower} below")
        number = number << 1 | (upper > lower)
    return number


def _patch(grey: Image.Image, x: int, y: int) -> int:
    """Mean grey of nine pixels, against single damaged ones."""
    near = [grey.getpixel((x + dx, y + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    return sum(int(value) for value in near) // 9  # type: ignore[arg-type]
