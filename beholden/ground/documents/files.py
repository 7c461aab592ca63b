"""The kept files: DATA/documents/<year>/<code>.pdf, on the disk before their row, and read back against their hash."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from beholden.ground.documents.kinds import DocumentError
from beholden.ground.documents.models import Document

STRAY_AFTER: Final = timedelta(days=1)  # a transaction that still runs has its file already


def folder() -> Path:
    """Where documents of this installation lie."""
    return Path(settings.DATA) / "documents"


def keep(relative: str, content: bytes) -> str:
    """Write a file durably and once; its SHA-256 in hex. Raises DocumentError when the disk refuses."""
    path = folder() / relative
    unfinished = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        unfinished.rename(path)
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
    except OSError as error:
        raise DocumentError(f"the document could not be kept: {error.strerror}") from error
    return hashlib.sha256(content).hexdigest()


def content(document: Document) -> bytes:
    """The file as it was issued. Raises DocumentError: it is gone, or it is not what was issued."""
    try:
        found = (folder() / document.path).read_bytes()
    except OSError as error:
        raise DocumentError(f"{document.number}: the kept file cannot be read: {error.strerror}") from error
    if hashlib.sha256(found).hexdigest() != document.sha256:
        raise DocumentError(f"{document.number}: the kept file is not the one that was issued")
    return found


def sweep() -> int:
    """Remove files whose transaction never came through; how many."""
    known = set(Document.objects.values_list("path", flat=True))
    before = (timezone.now() - STRAY_AFTER).timestamp()
    gone = 0
    for path in folder().glob("*/*"):
        if path.relative_to(folder()).as_posix() not in known and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
