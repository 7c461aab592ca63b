"""What a file is, told by its first bytes and never by its name; and the name it is kept under."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

HEAD: Final = 64  # bytes that tell
ENDINGS: Final = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "video/x-matroska": "mkv",
    "video/x-msvideo": "avi",
}
PAPERS: Final = frozenset({"application/pdf", "image/jpeg", "image/png"})
PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic"})
VIDEOS: Final = frozenset(media for media in ENDINGS if media.startswith("video/"))
_STARTS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
_HEIF: Final = frozenset({b"heic", b"heix", b"heif", b"mif1", b"msf1", b"avif"})


def media_type(head: bytes) -> str:
    """The media type the first 64 bytes show, "" when it is none we know."""
    for mark, media in _STARTS:
        if head.startswith(mark):
            return media
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "video/webm" if b"webm" in head[:HEAD] else "video/x-matroska"
    if head.startswith(b"RIFF"):
        return {b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return "image/heic" if brand in _HEIF else "video/quicktime" if brand == b"qt  " else "video/mp4"
    return ""


def named(typed: str, media: str) -> str:
    """The name a file is kept under: what was typed without anything a path could be made of, with its true ending."""
    kept = "".join(letter for letter in str(typed) if letter.isprintable() and letter not in '/\\:*?"<>|').strip(". ")
    return f"{kept.rsplit('.', 1)[0][:80] or _('材料')}.{ENDINGS[media]}"
