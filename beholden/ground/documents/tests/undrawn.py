"""Letters of what a test only begins with: issued, numbered and kept as always, but nobody looks at their pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from beholden.ground.documents import rendering

PAGE = b"%PDF-1.7 drawn elsewhere\n"


@contextmanager
def undrawn() -> Iterator[None]:
    """Inside, no page is drawn; the rooms whose letters these are draw them in their own tests."""
    with patch.object(rendering, "drawn", lambda *_given, **_more: PAGE):
        yield
