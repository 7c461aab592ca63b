"""How often one sender may write or ask, without keeping who that is.

Addresses are counted under a random key that lives in this process for an hour and is never written anywhere; when the
hour turns, key and counts are gone (程序规定63). What is far too much for all senders together waits, too.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from typing import Final

HOUR: Final = 3600.0
_MOST_SENDERS: Final = 50_000


class Pace:
    """At most ``each`` an hour of one sender and ``all_`` of all together."""

    def __init__(self, each: int, all_: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._each, self._all, self._clock = each, all_, clock
        self._lock = threading.Lock()
        self._turn(clock())

    def allows(self, sender: str) -> bool:
        """Count one more from this sender; False when it is too much."""
        with self._lock:
            now = self._clock()
            if now - self._began >= HOUR:
                self._turn(now)
            if self._total >= self._all:
                return False
            name = hashlib.blake2b(sender.encode("utf-8", "replace"), key=self._key, digest_size=16).digest()
            if name not in self._counts and len(self._counts) >= _MOST_SENDERS:
                return False
            count = self._counts.get(name, 0)
            if count >= self._each:
                return False
            self._counts[name] = count + 1
            self._total += 1
            return True

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._turn(self._clock())

    def _turn(self, now: float) -> None:
        self._began, self._key, self._total = now, secrets.token_bytes(32), 0
        self._counts: dict[bytes, int] = {}


WRITING: Final = Pace(20, 5_000)  # tips, complaints, additions
ASKING: Final = Pace(60, 50_000)  # receipt codes typed in
