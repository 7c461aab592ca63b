"""Photos and videos of a tip, in DATA/tips: what is taken, how large, where it lies.

No name, no address of the sender comes with them. What a camera wrote into a picture stays: changed, it would be no
evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from beholden.ground.uploads import MB, PICTURES, Kept, Shelf, Takes

LARGEST_PHOTO: Final = 20 * MB
LARGEST_VIDEO: Final = 100 * MB
MOST: Final = 6
VIDEOS: Final = ("video/mp4", "video/quicktime", "video/webm", "video/x-matroska")
SHELF: Final = Shelf("tips")
where = SHELF.where


def keep(chunks: Iterable[bytes]) -> Kept:
    """Write a file durably as it comes. Raises Refused at "files": empty, of no known kind, too large."""
    largest = dict.fromkeys(PICTURES, LARGEST_PHOTO) | dict.fromkeys(VIDEOS, LARGEST_VIDEO)
    says = _("有一个文件不是照片或者视频（看的是内容，不是文件名）：可以用 JPG、PNG、WebP、HEIC、MP4、MOV、WebM")
    return SHELF.keep(chunks, Takes(largest, says, "files", too_large()))


def too_large() -> str:
    """The sentence that says how large a file may be."""
    words = {"photo": LARGEST_PHOTO // MB, "video": LARGEST_VIDEO // MB}
    return _("文件太大：照片每张最大 %(photo)d MB，视频最大 %(video)d MB。文字都还在，请换小一些的文件。") % words
