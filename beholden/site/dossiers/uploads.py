"""Files of dossiers: told by their content what they are, bounded, kept once under their hash (R11: archives).

They lie in DATA/dossiers/<first two digits>/<sha256>, another room's in a folder of its own; their names stay in the
database and never reach a path.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from beholden.site.dossiers.refusals import Refused

LARGEST: Final = 20 * 1024 * 1024
_HEAD: Final = 4096
_MARKS: Final = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
ENDINGS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def kind_of(head: bytes) -> str:
    """The media type its first bytes show. Raises Refused for anything but PDF, JPEG and PNG."""
    for mark, media in _MARKS:
        if head.startswith(mark):
            return media
    raise Refused("bad_file", _("这个文件不是 PDF、JPG 或 PNG（看的是内容，不是文件名），请重新选择"), field="file")


def keep(chunks: Iterable[bytes], room: str = "dossiers") -> tuple[str, int, str]:
    """Write a file durably; (sha256, bytes, media type). Raises Refused: too large, empty, not of a known kind."""
    folder = Path(settings.DATA) / room
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = folder / f".{secrets.token_hex(12)}.part"
    total, size, head = hashlib.sha256(), 0, b""
    try:
        with unfinished.open("xb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > LARGEST:
                    says = _("文件太大：最大 %(most)d MB") % {"most": LARGEST // (1024 * 1024)}
                    raise Refused("too_large", says, field="file")
                if len(head) < _HEAD:
                    head += chunk[:_HEAD]
                total.update(chunk)
                out.write(chunk)
            media = kind_of(head)
            out.flush()
            os.fsync(out.fileno())
        path = where(total.hexdigest(), room)
        path.parent.mkdir(exist_ok=True)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return total.hexdigest(), size, media


def where(sha256: str, room: str = "dossiers") -> Path:
    """Where a kept file lies."""
    return Path(settings.DATA) / room / sha256[:2] / sha256


def named(typed: str, media: str) -> str:
    """The name a file is kept under: what was typed without anything a path could be made of, with its true ending."""
    kept = "".join(letter for letter in str(typed) if letter.isprintable() and letter not in '/\\:*?"<>|').strip(". ")
    return f"{kept.rsplit('.', 1)[0][:80] or _('材料')}.{ENDINGS[media]}"
