"""Files of a public form on their way in: to the disk as they come, cut off where they grow too large, text kept.

Django's own handler would take a file of any size; this one stops at what a tip may hold, and the form's words, which
stand before or behind the file, still arrive.
"""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

from beholden.ground.uploads import MB
from beholden.registry.tips import media

SLACK = MB  # words and separators of the form


class Bounded(TemporaryFileUploadHandler):
    """Streams each file to the disk; ``too_large`` and ``too_many`` say what was left out."""

    too_large = False
    too_many = False
    _count = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, unless there are enough."""
        self._count += 1
        if self._count > media.MOST:
            self.too_many = True
            raise SkipFile
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece, unless the file has become too large."""
        if start + len(raw_data) > media.LARGEST_VIDEO:
            self.too_large = True
            self.file.close()
            raise SkipFile
        super().receive_data_chunk(raw_data, start)


def bound(request: HttpRequest) -> Bounded:
    """Let this request's files come in by the bounded way. Before anything reads its form."""
    handler = Bounded(request)
    request.upload_handlers = [handler]
    return handler


def far_too_large(request: HttpRequest) -> bool:
    """Whether it says itself that it is more than all files of a tip can be: not read at all then."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    return length.isdigit() and int(length) > media.MOST * media.LARGEST_VIDEO + SLACK
