"""Evidence as files: told by their content what they are, bounded by kind, kept once under their hash.

They lie in DATA/visits/<first two digits>/<sha256>; their names stay in the database and never reach a path.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from beholden.registry.filings.answers import Refused
from beholden.registry.inspections.models import EvidenceKind

MEGABYTE: Final = 1024 * 1024
LARGEST: Final = {
    EvidenceKind.PHOTO: 25 * MEGABYTE,
    EvidenceKind.DOCUMENT: 25 * MEGABYTE,
    EvidenceKind.BODY_CAMERA: 2048 * MEGABYTE,
}
PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic"})
MEDIA: Final = {
    EvidenceKind.PHOTO: PICTURES,
    EvidenceKind.DOCUMENT: PICTURES | {"application/pdf"},
    EvidenceKind.BODY_CAMERA: frozenset({"video/mp4", "video/quicktime", "video/x-msvideo", "video/x-matroska"}),
}
ENDINGS: Final = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/x-msvideo": "avi",
    "video/x-matroska": "mkv",
}
_HEAD: Final = 64
_TERM: Final = 300  # seconds an address of a file lives
_STARTS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\x1aE\xdf\xa3", "video/x-matroska"),
)
_HEIF: Final = frozenset({b"heic", b"heix", b"mif1", b"heif"})


def kind_of(head: bytes) -> str:
    """The media type the first bytes show, "" when none of ours."""
    for mark, media in _STARTS:
        if head.startswith(mark):
            return media
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return "image/heic" if brand in _HEIF else "video/quicktime" if brand == b"qt  " else "video/mp4"
    return ""


def keep(chunks: Iterable[bytes], kind: str, expected: str = "") -> tuple[str, int, str]:
    """Write a file durably; (sha256, bytes, media type). One chunk in memory at a time.

    Raises Refused: too_large, bad_file (not of the kind, or empty), damaged when it doesn't hash to ``expected``.
    Nothing is left then.
    """
    wanted = EvidenceKind(kind)
    folder = Path(settings.DATA) / "visits"
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{secrets.token_hex(12)}.part"
    total, size, head = hashlib.sha256(), 0, b""
    try:
        with unfinished.open("xb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > LARGEST[wanted]:
                    says = _("文件太大：最大 %(most)d MB") % {"most": LARGEST[wanted] // MEGABYTE}
                    raise Refused("too_large", says, field="file")
                if len(head) < _HEAD:
                    head += chunk[: _HEAD - len(head)]
                total.update(chunk)
                out.write(chunk)
            digest = total.hexdigest()
            if expected and digest != expected:
                says = _("文件在传送中损坏：收到的内容与拍摄时的哈希不一致，没有保存，请重新发送。")
                raise Refused("damaged", says, field="file")
            media = kind_of(head)
            if media not in MEDIA[wanted]:
                raise Refused("bad_file", _wrong(wanted), field="file")
            out.flush()
            os.fsync(out.fileno())
        path = where(digest)
        path.parent.mkdir(exist_ok=True)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return digest, size, media


def _wrong(kind: EvidenceKind) -> str:
    words = {
        EvidenceKind.PHOTO: _("这个文件不是照片（JPG、PNG、WebP、HEIC；看的是内容，不是文件名），请重新选择"),
        EvidenceKind.DOCUMENT: _("这个文件不是 PDF 或者图片（看的是内容，不是文件名），请重新选择"),
        EvidenceKind.BODY_CAMERA: _("这个文件不是 MP4、MOV、AVI 或者 MKV 录像（看的是内容，不是文件名），请重新选择"),
    }
    return words[kind]


def where(sha256: str) -> Path:
    """Where a kept file lies."""
    return Path(settings.DATA) / "visits" / sha256[:2] / sha256


def token(code: str) -> str:
    """A short-lived word that opens one file without a cookie; made only after its room allowed it."""
    return signing.dumps(code, salt="inspection evidence")


def opened(word: str) -> str | None:
    """The evidence code inside a word that still holds, or None."""
    try:
        found = signing.loads(word, salt="inspection evidence", max_age=_TERM)
    except signing.BadSignature:
        return None
    return found if isinstance(found, str) else None
