"""Where an import's files lie: the upload, the checked rows, the sheet of findings."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from beholden.engines.cameralist import ListError

LARGEST = 40_000_000


def folder(code: str) -> Path:
    """The folder of one import; the code is ours, never typed."""
    return Path(settings.DATA) / "imports" / code


def source(code: str) -> Path:
    """The file as it was uploaded."""
    return folder(code) / "list"


def lines(code: str) -> Path:
    """The checked rows, one JSON object a line."""
    return folder(code) / "lines.jsonl"


def sheet(code: str) -> Path:
    """The rows that need a hand, as a spreadsheet."""
    return folder(code) / "findings.xlsx"


def keep(code: str, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Write the upload durably; (bytes, SHA-256). Raises ListError: empty, too large; nothing is left then."""
    folder(code).mkdir(parents=True, mode=0o700)
    size, total = 0, hashlib.sha256()
    try:
        with source(code).open("xb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > LARGEST:
                    raise ListError("too_large", bytes=size, most=LARGEST)
                total.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        if not size:
            raise ListError("empty")
    except BaseException:
        drop(code)
        raise
    return size, total.hexdigest()


def drop(code: str) -> None:
    """Take everything of one import off the disk."""
    shutil.rmtree(folder(code), ignore_errors=True)
