"""The watermark says who looked, when, under which number, wherever the picture is cut."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageChops

from beholden.site.access import watermark
from beholden.site.access.models import AccessEntry

AT = datetime(2026, 11, 21, 10, 2, 7, tzinfo=UTC)


def _entry(name: str = "王敏", username: str = "wangmin") -> AccessEntry:
    return AccessEntry(number=3127, name=name, username=username, at=AT)


def test_it_says_name_local_time_and_number() -> None:
    assert watermark.words(_entry(), chinese=True) == "王敏 · 2026-11-21 18:02:07 · No.3127"


def test_without_a_chinese_font_it_says_the_user_name_rather_than_boxes() -> None:
    said = watermark.words(_entry(), chinese=False)
    assert said == "wangmin - 2026-11-21 18:02:07 - No.3127"
    assert watermark.words(_entry("John", "j"), chinese=False).startswith("John")
    assert watermark.words(_entry("王敏", "王敏"), chinese=False).isascii()


@pytest.mark.parametrize("size", [(1920, 1080), (640, 480), (96, 64), (16, 16), (64, 2000)])
@pytest.mark.parametrize("shade", [0, 128, 255])
def test_it_marks_every_quarter_of_a_dark_a_grey_and_a_bright_picture(size: tuple[int, int], shade: int) -> None:
    plain = Image.new("RGB", size, (shade,) * 3)
    marked = watermark.draw(plain, watermark.words(_entry()))
    assert marked.size == size
    assert marked.mode == "RGB"
    difference = ImageChops.difference(plain, marked)
    assert difference.getbbox() is not None
    if min(size) >= 480:
        width, height = size
        for left in (0, width // 2):
            for top in (0, height // 2):
                quarter = difference.crop((left, top, left + width // 2, top + height // 2))
                assert quarter.getbbox() is not None, (left, top)


def test_the_picture_below_stays_recognisable() -> None:
    plain = Image.effect_noise((640, 480), 60).convert("RGB")
    difference = ImageChops.difference(plain, watermark.draw(plain, "王敏 · No.1")).convert("L")
    above_the_foot = difference.crop((0, 0, 640, 440))
    assert max(above_the_foot.getextrema()) <= 80  # translucent everywhere
    assert sum(above_the_foot.histogram()[13:]) / (640 * 440) < 0.2


def test_two_names_make_two_pictures_and_the_source_is_untouched() -> None:
    plain = Image.new("RGB", (320, 240), (90, 90, 90))
    before = plain.tobytes()
    first, second = watermark.draw(plain, "甲 · No.1"), watermark.draw(plain, "乙 · No.2")
    assert ImageChops.difference(first, second).getbbox() is not None
    assert plain.tobytes() == before


def test_the_jpeg_carries_no_metadata_of_the_source() -> None:
    plain = Image.new("RGB", (320, 240))
    plain.info["comment"] = b"10.0.0.1 admin"
    found = Image.open(io.BytesIO(watermark.jpeg(plain, "王敏 · No.1")))
    assert (found.format, found.size) == ("JPEG", (320, 240))
    assert not found.getexif()
    assert "comment" not in found.info
