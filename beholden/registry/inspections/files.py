"""Evidence as files, in DATA/visits: what each kind takes, how large, where it lies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from beholden.ground.uploads import MB, PICTURES, VIDEOS, Kept, Shelf, Takes
from beholden.registry.inspections.models import EvidenceKind

SHELF: Final = Shelf("visits")
TAKES: Final = {
    EvidenceKind.PHOTO: Takes(
        dict.fromkeys(PICTURES, 25 * MB),
        _("这个文件不是照片（JPG、PNG、WebP、HEIC；看的是内容，不是文件名），请重新选择"),
    ),
    EvidenceKind.DOCUMENT: Takes(
        dict.fromkeys(PICTURES | {"application/pdf"}, 25 * MB),
        _("这个文件不是 PDF 或者图片（看的是内容，不是文件名），请重新选择"),
    ),
    EvidenceKind.BODY_CAMERA: Takes(
        dict.fromkeys(VIDEOS, 2048 * MB),
        _("这个文件不是 MP4、MOV、AVI 或者 MKV 录像（看的是内容，不是文件名），请重新选择"),
    ),
}
LARGEST: Final = max(most for takes in TAKES.values() for most in takes.largest.values())
where = SHELF.where


def keep(chunks: Iterable[bytes], kind: str, expected: str = "") -> Kept:
    """Write a piece of evidence durably. Raises Refused: bad_file, too_large, damaged (not what was announced)."""
    return SHELF.keep(chunks, TAKES[EvidenceKind(kind)], expected)
