"""The time of a story, put where the story needs it: the server's, and the browser's with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page


class Clock:
    """Goes on by itself from wherever it was put. Who signed in before may have to sign in again."""

    def __init__(self) -> None:
        self._real = timezone.now
        self._ahead = timedelta()

    def now(self) -> datetime:
        """What the server takes for now."""
        return self._real() + self._ahead

    def put(self, day: date, hour: int = 10) -> None:
        """Go to an hour of a day in China."""
        self._ahead = timezone.make_aware(datetime.combine(day, time(hour))) - self._real()

    def on(self, page: Page) -> Page:
        """The same time in a browser."""
        page.clock.set_system_time(self.now())
        return page


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """A clock that the server in this process reads; ask for it before anything that is dated."""
    found = Clock()
    monkeypatch.setattr(timezone, "now", found.now)
    yield found
