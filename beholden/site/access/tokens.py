"""The token that opens one look: signed over the entry's number and its leaf on the log, good for one session only."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.core import signing

from beholden.site.access.models import AccessEntry, Action, microseconds

_SALT: Final = "beholden.access.look"
_MAX: Final = 1200  # characters; ours are about 400
# how long a look may be used: a shift, a sitting, a moment, a long download
LIFE: Final[dict[str, timedelta]] = {
    Action.LIVE: timedelta(hours=12),
    Action.PLAYBACK: timedelta(hours=4),
    Action.SNAPSHOT: timedelta(minutes=5),
    Action.EXPORT: timedelta(hours=12),
    Action.MASKED: timedelta(hours=4),
}


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says. Times in microseconds since the epoch; ``from_us``/``to_us`` None for live."""

    number: int
    log_index: int
    leaf_hash: str
    session: str
    duty: str
    camera: str
    action: str
    from_us: int | None
    to_us: int | None
    expires_us: int

    def expired(self, now: datetime) -> bool:
        """The look's time is over."""
        return microseconds(now) >= self.expires_us

    @property
    def expires(self) -> datetime:
        """When the look's time is over."""
        return datetime.fromtimestamp(self.expires_us / 1_000_000, UTC)

    def of_session(self, session_key: str) -> bool:
        """It was made for this sign-in."""
        return hmac.compare_digest(self.session, session_hash(session_key))


def session_hash(session_key: str) -> str:
    """What a token holds of a session key: enough to compare, nothing to steal."""
    return hashlib.sha256(b"beholden look\0" + session_key.encode()).hexdigest()[:32]


def sign(entry: AccessEntry, session_key: str, duty: str) -> str:
    """The token of a registered, granted look. Raises ValueError for an entry that is not on the log or not granted."""
    if entry.result != "granted" or not entry.leaf_hash or entry._state.adding:
        raise ValueError("only a registered look has a token")
    span = (
        None if entry.starts is None or entry.ends is None else (microseconds(entry.starts), microseconds(entry.ends))
    )
    said = [
        entry.number,
        entry.log_index,
        entry.leaf_hash,
        session_hash(session_key),
        duty,
        entry.camera_code,
        entry.action,
        span[0] if span else None,
        span[1] if span else None,
        microseconds(entry.at + LIFE[entry.action]),
    ]
    return signing.dumps(said, salt=_SALT)


def read(text: str) -> Token | None:
    """The token in ``text``, or None when it isn't one of ours, whole. Expiry is the caller's question."""
    if len(text) > _MAX:
        return None
    try:
        said = signing.loads(text, salt=_SALT)
        return Token(*said)
    except (signing.BadSignature, TypeError, ValueError):
        return None
