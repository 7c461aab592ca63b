"""In which encoding a text file was saved: UTF-8 with or without mark, UTF-16 with mark, GB18030 or Big5.

GB18030 reads almost any bytes, so it is not enough that it reads them: of two readings the one with more everyday
characters wins.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from beholden.engines.cameralist.errors import ListError

NAMES: Final = ("utf-8-sig", "utf-8", "utf-16", "gb18030", "big5hkscs")
_PIECE = 1 << 18
_SAMPLE = 20_000


def detect(path: Path) -> str:
    """The Python name of the encoding the whole file can be read in. Raises ListError when there is none."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(codecs.BOM_UTF8):
        candidates: tuple[str, ...] = ("utf-8-sig",)
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ("utf-16",)
    else:
        candidates = ("utf-8",)
    for name in candidates:
        if reads(path, name):
            return name
    fitting = [name for name in ("gb18030", "big5hkscs", "cp950") if reads(path, name)]
    if not fitting:
        raise ListError("encoding")
    return max(fitting, key=lambda name: everyday(sample(path, name)))


def reads(path: Path, encoding: str) -> bool:
    """Whether every byte of the file belongs to a character of this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in _pieces(path):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def sample(path: Path, encoding: str) -> str:
    """The first characters beyond ASCII, enough to judge by."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    kept = ""
    for piece in _pieces(path):
        kept += "".join(character for character in decoder.decode(piece) if character > "\x7f")
        if len(kept) >= _SAMPLE:
            break
    return kept[:_SAMPLE]


def everyday(text: str) -> float:
    """The share of everyday characters in a reading, 0 to 1."""
    if not text:
        return 0.0
    common = _common()
    return sum(character in common for character in text) / len(text)


@cache
def _common() -> frozenset[str]:
    """Level one of GB 2312 and of Big5, with the punctuation Chinese text is set in."""
    simplified = _plane("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))
    traditional = _plane("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    return (
        frozenset(simplified)
        | frozenset(traditional)
        | frozenset("，。、；：？！（）《》“”‘’—…·－～０１２３４５６７８９°′″　")
    )


def _plane(encoding: str, leads: range, trails: range | tuple[int, ...]) -> Iterator[str]:
    for lead in leads:
        for trail in trails:
            yield from bytes((lead, trail)).decode(encoding, "ignore")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
