"""A recorded file that gives out only the bytes it was recorded with (R15(1), R22).

Its root is taken when it is opened; behind that each chunk is compared again as it is read, so that what is decoded or
copied is what was hashed, whatever the disk, or somebody at it, does in between.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from beholden.engines.video.segments.chunks import CHUNK, SIZE, of_descriptor, root


class Exchanged(Exception):
    """Bytes of ``path`` are not those that were hashed when the file was opened, or not those that were recorded."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class Original(io.RawIOBase):
    """A whole file, to read and seek in. ``root`` is what it is known by (decision 0007), ``size`` its bytes."""

    def __init__(self, path: Path, digests: bytes | None = None) -> None:
        """Hashes the file, unless ``digests`` of its chunks are known. Raises OSError, Exchanged."""
        self._path = path
        self._fd, self._at, self._here, self._held = -1, 0, -1, b""
        self._fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            self.digests = of_descriptor(self._fd).digests() if digests is None else digests
            self.root = root(self.digests)
            last = len(self.digests) // SIZE - 1
            self.size = last * CHUNK + len(self._chunk(last)) if last >= 0 else 0
        except BaseException:
            self.close()
            raise

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` of the next bytes, from one chunk; b"" at the end. Raises Exchanged, OSError."""
        piece = self._piece(size, self._at)
        self._at += len(piece)
        return piece

    def pread(self, size: int, at: int) -> bytes:
        """``size`` bytes from ``at`` on, less at the end only. Raises Exchanged, OSError."""
        found = bytearray()
        while len(found) < size and (piece := self._piece(size - len(found), at + len(found))):
            found += piece
        return bytes(found)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Where the next byte is read."""
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence])
        return self._at

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._at

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def close(self) -> None:
        """Let the file go."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
        super().close()

    def _piece(self, size: int, at: int) -> bytes:
        if at >= self.size:
            return b""
        number, within = divmod(at, CHUNK)
        return self._chunk(number)[within : None if size < 0 else within + size]

    def _chunk(self, number: int) -> bytes:
        if number != self._here:
            held = os.pread(self._fd, CHUNK, number * CHUNK)
            if sha256(held).digest() != self.digests[number * SIZE : (number + 1) * SIZE]:
                raise Exchanged(self._path)
            self._here, self._held = number, held
        return self._held


class Originals:
    """Several files, each given out only as it was recorded; hashed when first asked for.

    Their chunk digests are held, a two-thousandth of the bytes: one is made for an hour, not for a week.
    """

    def __init__(self, files: Mapping[str, tuple[Path, str]]) -> None:
        """``files``: path in the index → where the file lies, and the root it was recorded with."""
        self._places = {path: place for path, (place, _) in files.items()}
        self._roots = dict(files.values())
        self._digests: dict[Path, bytes] = {}

    def holds(self, path: str) -> bool:
        """Whether the index's path is of one of them."""
        return path in self._places

    def place(self, path: str) -> Path:
        """Where the file of the index's path lies. Raises KeyError."""
        return self._places[path]

    def opened(self, place: Path) -> Original:
        """One of them, for reading. Raises Exchanged (it is not what was recorded), OSError, KeyError."""
        wanted, file = self._roots[place], Original(place, self._digests.get(place))
        if file.root != wanted:
            file.close()
            raise Exchanged(place)
        self._digests[place] = file.digests
        return file
