"""A room's shelf of files: DATA/<folder>/<first two digits>/<sha256>. Their names stay in the database."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings
from django.core import signing
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beholden.ground.acts.refusals import Refused
from beholden.ground.uploads.media import HEAD, PAPERS, media_type

MB: Final = 1024 * 1024
_TERM: Final = 300  # seconds an address of a file lives


class Kept(NamedTuple):
    """A file that is on the disk."""

    sha256: str
    bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Takes:
    """What may be handed in at one place: the most bytes of each media type, and what is said of anything else."""

    largest: Mapping[str, int]
    wrong: object
    field: str = "file"
    too_large: object = ""  # instead of the sentence that names the most

    def check(self, head: bytes, size: int) -> str:
        """The media type. Raises Refused at the field: bad_file, too_large."""
        media = media_type(head)
        if media not in self.largest:
            raise Refused("bad_file", str(self.wrong), field=self.field)
        if size > self.largest[media]:
            says = self.too_large or _("文件太大：最大 %(most)d MB") % {"most": self.largest[media] // MB}
            raise Refused("too_large", str(says), field=self.field)
        return media


def papers(most: int) -> Takes:
    """PDF, JPEG and PNG of at most so many bytes."""
    says = gettext_lazy("这个文件不是 PDF、JPG 或 PNG（看的是内容，不是文件名），请重新选择")
    return Takes(dict.fromkeys(PAPERS, most), says)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder in DATA that belongs to one room."""

    folder: str

    def where(self, sha256: str) -> Path:
        """Where a kept file lies."""
        return Path(settings.DATA) / self.folder / sha256[:2] / sha256

    def keep(self, chunks: Iterable[bytes], takes: Takes, expected: str = "") -> Kept:
        """Write a file durably as it comes, a chunk in memory at a time; the same content lies there once.

        Raises Refused: bad_file (of no kind that is taken, or empty), too_large, damaged when it doesn't hash to
        ``expected`` (SHA-256, hex). Nothing is left then.
        """
        folder = Path(settings.DATA) / self.folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = folder / f".{secrets.token_hex(12)}.part"
        total, size, head = hashlib.sha256(), 0, b""
        try:
            with unfinished.open("xb") as out:
                for chunk in chunks:
                    size += len(chunk)
                    head += chunk[: HEAD - len(head)]
                    if len(head) == HEAD:
                        takes.check(head, size)
                    total.update(chunk)
                    out.write(chunk)
                if expected and total.hexdigest() != expected:
                    says = _("文件在传送中损坏：收到的内容与拍摄时的哈希不一致，没有保存，请重新发送。")
                    raise Refused("damaged", says, field=takes.field)
                media = takes.check(head, size)
                out.flush()
                os.fsync(out.fileno())
            path = self.where(total.hexdigest())
            path.parent.mkdir(exist_ok=True)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        return Kept(total.hexdigest(), size, media)

    def handed_out(self, sha256: str, name: str, media: str) -> FileResponse:
        """The bytes, to be saved: never shown inside a page of ours. Raises Http404 when they are gone."""
        path = self.where(sha256) if sha256 else None
        if path is None or not path.is_file():
            raise Http404
        answer = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=media)
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer

    def token(self, code: str) -> str:
        """A word of five minutes that opens one file without a cookie; made only after its room allowed it."""
        return signing.dumps(code, salt=f"file of {self.folder}")

    def opened(self, word: str) -> str:
        """The file's code inside a word that still holds. Raises Http404."""
        try:
            return str(signing.loads(word, salt=f"file of {self.folder}", max_age=_TERM))
        except signing.BadSignature as error:
            raise Http404 from error
