"""Log lines for stderr: one JSON object a line, so that a journal can be searched. No request bodies, no secrets."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from typing import Final

import orjson

# what opens something by itself: one-time links, looks
_KEYS: Final = re.compile(r"(/(?:set-up|media/[a-z]+)/)[^/\s?'\"<>]+")


class Lines(logging.Formatter):
    """Formats a record as one JSON line: at, level, logger, text, and the trace of a fault."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for ``record``; never raises for odd text (broken surrogates are replaced)."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "text": _clean(record.getMessage()),
        }
        refused = record.name == "django.request" and record.levelno < logging.ERROR
        if record.exc_info and not refused:  # what a person may not see is no fault of a line of code
            line["trace"] = _clean(self.formatException(record.exc_info))
        return orjson.dumps(line).decode()


def _clean(text: str) -> str:
    return _KEYS.sub(r"\1…", text.encode("utf-8", "replace").decode())
