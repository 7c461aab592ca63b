"""Where a worker lays the bytes of one camera after the other: what is always in use stays in the processor's cache."""

from __future__ import annotations

from typing import Final

_AREA: Final = 512 << 10


class Desk:
    """``area`` (and ``view`` of it) takes what one `recv` brings, ``group`` what is put together of it."""

    __slots__ = ("area", "group", "view")

    def __init__(self) -> None:
        self.area = bytearray(_AREA)
        self.view = memoryview(self.area)
        self.group = bytearray(_AREA)
