"""Photos and videos of a tip: told by their content, bounded, hashed while they arrive, kept once under their hash.

They lie in DATA/tips/<first two digits>/<sha256>. No name, no address of the sender comes with them. What a camera
wrote into a picture stays: changed, it would be no evidence.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from beholden.registry.filings.answers import Refused

MB: Final = 1024 * 1024
LARGEST_PHOTO: Final = 20 * MB
LARGEST_VIDEO: Final = 100 * MB
MOST: Final = 6
_HEAD: Final = 64
_TERM: Final = 300  # seconds an address of a file lives
_PHOTO_BRANDS: Final = frozenset({b"heic", b"heix", b"heif", b"mif1", b"msf1", b"avif"})
ENDINGS: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "video/mp4": "mp4",
    "video/webm": "webm",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is on the disk."""

    sha256: str
    bytes: int
    media_type: str


def kind_of(head: bytes) -> str:
    """The media type its first bytes show; "" for anything else."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "video/webm"
    if head[4:8] == b"ftyp":
        return "image/heic" if head[8:12] in _PHOTO_BRANDS else "video/mp4"
    return ""


def keep(chunks: Iterable[bytes]) -> Kept:
    """Write a file durably as it comes. Raises Refused at "files": empty, of no known kind, too large."""
    folder = Path(settings.DATA) / "tips"
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{secrets.token_hex(12)}.part"
    total, size, head = hashlib.sha256(), 0, b""
    try:
        with unfinished.open("xb") as out:
            for chunk in chunks:
                size += len(chunk)
                head = head or chunk[:_HEAD]
                _check(head, size)
                total.update(chunk)
                out.write(chunk)
            _check(head, size)
            out.flush()
            os.fsync(out.fileno())
        path = where(total.hexdigest())
        path.parent.mkdir(exist_ok=True)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return Kept(total.hexdigest(), size, kind_of(head))


def _check(head: bytes, size: int) -> None:
    media = kind_of(head)
    if not media:
        says = _("有一个文件不是照片或者视频（看的是内容，不是文件名）：可以用 JPG、PNG、WebP、HEIC、MP4、MOV、WebM")
        raise Refused("bad_file", says, field="files")
    if size > (LARGEST_VIDEO if media.startswith("video/") else LARGEST_PHOTO):
        raise Refused("too_large", too_large(), field="files")


def too_large() -> str:
    """The sentence that says how large a file may be."""
    words = {"photo": LARGEST_PHOTO // MB, "video": LARGEST_VIDEO // MB}
    return _("文件太大：照片每张最大 %(photo)d MB，视频最大 %(video)d MB。文字都还在，请换小一些的文件。") % words


def where(sha256: str) -> Path:
    """Where a kept file lies."""
    return Path(settings.DATA) / "tips" / sha256[:2] / sha256


def token(code: str) -> str:
    """A short-lived word that opens one file without a cookie; made only after its room allowed it."""
    return signing.dumps(code, salt="tip file")


def opened(word: str) -> str | None:
    """The file's code inside a word that still holds, or None."""
    try:
        found = signing.loads(word, salt="tip file", max_age=_TERM)
    except signing.BadSignature:
        return None
    return found if isinstance(found, str) else None
