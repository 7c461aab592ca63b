"""A recorded file that gives out only the bytes it was recorded with (R15(1), R22).

Its root is taken when it is opened; behind that each chunk is compared again as it is read, so that what is decoded is
what was hashed, whatever the disk, or somebody at it, does in between.
"""

from __future__ import annotations

import io
import os
from hashlib import sha256
from pathlib import Path

from beholden.engines.video.segments.chunks import CHUNK, SIZE, of_descriptor, root


class Exchanged(Exception):
    """Bytes are not those that were hashed when the file was opened."""


class Original(io.RawIOBase):
    """A whole file, to read and seek in. ``root`` is what it is known by (decision 0007)."""

    def __init__(self, path: Path) -> None:
        """Hashes the file. Raises OSError."""
        self._fd, self._at, self._here, self._held = -1, 0, -1, b""
        self._fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._digests = of_descriptor(self._fd).digests()
            self.root = root(self._digests)
            last = len(self._digests) // SIZE - 1
            self._size = last * CHUNK + len(self._chunk(last)) if last >= 0 else 0
        except BaseException:
            self.close()
            raise

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` of the next bytes, from one chunk; b"" at the end. Raises Exchanged, OSError."""
        if self._at >= self._size:
            return b""
        number, within = divmod(self._at, CHUNK)
        piece = self._chunk(number)[within : None if size < 0 else within + size]
        self._at += len(piece)
        return piece

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Where the next byte is read."""
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence])
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

    def _chunk(self, number: int) -> bytes:
        if number != self._here:
            held = os.pread(self._fd, CHUNK, number * CHUNK)
            if sha256(held).digest() != self._digests[number * SIZE : (number + 1) * SIZE]:
                raise Exchanged
            self._here, self._held = number, held
        return self._held
