"""How often one sender may write or ask on the public pages, without keeping who that is.

Addresses are counted under a random key that lives in this process for an hour and is never written anywhere.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from typing import Final

HOUR: Final = 3600.0
_MOST_SENDERS: Final = 20_000


class Pace:
    """At most ``each`` an hour of one sender and ``every`` of all together."""

    def __init__(self, each: int, every: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._each, self._every, self._clock = each, every, clock
        self._lock = threading.Lock()
        self._began = -HOUR
        self._turn(clock())

    def allows(self, sender: str) -> bool:
        """Count one more from this sender; False when it is too much."""
        with self._lock:
            now = self._clock()
            if now - self._began >= HOUR:
                self._turn(now)
            name = hashlib.blake2b(sender.encode("utf-8", "replace"), key=self._key, digest_size=16).digest()
            count = self._counts.get(name, 0)
            full = name not in self._counts and len(self._counts) >= _MOST_SENDERS
            if full or count >= self._each or self._total >= self._every:
                return False
            self._counts[name] = count + 1
            self._total += 1
            return True

    def _turn(self, now: float) -> None:
        self._began, self._key, self._total = now, secrets.token_bytes(32), 0
        self._counts: dict[bytes, int] = {}


WRITING: Final = Pace(10, 2_000)
ASKING: Final = Pace(60, 20_000)
