"""A folder as a ZIP that is made while it is sent: nothing compressed, no second copy on the disk, any size (ZIP64)."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

PIECE: Final = 1 << 20


class _Sink:
    """What zipfile writes to: keeps the bytes until they are taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        return None

    def close(self) -> None:
        return None

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


def stream(folder: Path, name: str, entering: Callable[[str], None] = lambda path: None) -> Iterator[bytes]:
    """The bytes of a ZIP with every file below ``folder``, in it below ``name``/. Raises OSError.

    ``entering`` is told the path of each file before its bytes come.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            when = time.gmtime(max(path.stat().st_mtime, 315_532_800))[:6]  # a ZIP knows nothing before 1980
            inside = path.relative_to(folder).as_posix()
            entering(inside)
            entry = zipfile.ZipInfo(f"{name}/{inside}", when)
            entry.external_attr = 0o644 << 16
            with open(path, "rb") as file, archive.open(entry, "w", force_zip64=True) as out:
                while piece := file.read(PIECE):
                    out.write(piece)
                    yield sink.take()
            yield sink.take()
    yield sink.take()
