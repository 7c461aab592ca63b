"""Probing a camera for a person at a form: bounded in time, in number, and in where it may reach."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from beholden.engines import sealing
from beholden.engines.video.errors import CameraError
from beholden.engines.video.probe import Probe, probe
from beholden.ground.people.models import Account
from beholden.ground.systems import credentials, wording
from beholden.ground.systems.wording import Refused

TIMEOUT: Final = 10.0
_NOBODY: Final = "sha256:" + "0" * 64  # no certificate has it: the refusal tells the camera's own
_AT_ONCE: Final = threading.BoundedSemaphore(3)  # a web process; the others wait for their turn no longer than this
_TURN_SECONDS: Final = 5.0
_SALT: Final = "systems.probe"
_FRESH_SECONDS: Final = 3600


@dataclass(frozen=True, slots=True)
class Finding:
    """What the person is told: ``probe`` or one ``sentence`` why not."""

    probe: Probe | None
    sentence: str = ""
    remarks: Sequence[str] = ()
    proof: str = ""  # signed, so that saving may keep what was seen without asking the camera again

    @property
    def clock_seconds(self) -> float | None:
        """By how much the camera's clock is ahead of ours, in seconds; None when it did not say."""
        offset = self.probe.clock_offset_us if self.probe else None
        return None if offset is None else offset / 1e6


def look(url: str, username: str, password: str, transport: str, trust: str = "") -> Finding:
    """Probe the camera. Never raises for what a camera or an address does; the finding says it."""
    if not _AT_ONCE.acquire(timeout=_TURN_SECONDS):
        return Finding(None, _("正在检测其他设备，请稍后再试"))
    try:
        address, user_in_url, password_in_url = wording.camera_address(url)
        user, secret = username or user_in_url, password or password_in_url
        way = "udp" if transport == "udp" else "tcp"
        found = probe(
            address,
            user,
            secret,
            timeout=TIMEOUT,
            allowed=settings.CAMERA_NETWORKS,
            transport=way,  # type: ignore[arg-type]
            trust=credentials.trust(wording.trust(trust if trust != "sha256:" else _NOBODY, address, way)),
        )
    except Refused as refused:
        return Finding(None, str(refused))
    except CameraError as error:
        return Finding(None, wording.sentence(error))
    finally:
        _AT_ONCE.release()
    proof = signing.dumps({"url": address, "user": user, "probe": found.as_dict()}, salt=_SALT)
    return Finding(found, remarks=found.sentences(wording.language()), proof=proof)


def kept_finding(proof: str, url: str, username: str) -> dict[str, Any] | None:
    """The probe that ``proof`` stands for, when it was of this very address within the hour; else None."""
    try:
        kept = signing.loads(proof, salt=_SALT, max_age=_FRESH_SECONDS)
        address, user_in_url, _password = wording.camera_address(url)
    except (signing.BadSignature, Refused):
        return None
    same = kept["url"] == address and kept["user"] == (username or user_in_url)
    return dict(kept["probe"]) if same else None


def keep_password(account: Account, password: str) -> str:
    """A typed password as it may stand in the person's own page between two steps: sealed, for this account alone."""
    if not password:
        return ""
    return sealing.seal(password.encode(), sealing.installation_key(settings.DATA), _context(account))


def kept_password(account: Account, sealed: str) -> str | None:
    """What `keep_password` sealed; None when there is nothing, or it isn't this account's."""
    if not sealed:
        return None
    try:
        return sealing.unseal(sealed, sealing.installation_key(settings.DATA), _context(account)).decode()
    except (sealing.SealBroken, UnicodeDecodeError):
        return None


def _context(account: Account) -> str:
    return f"camera form of {account.code}"
