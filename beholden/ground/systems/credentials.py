"""Camera passwords at rest: sealed for one camera, opened only for that camera; never shown, never logged."""

from __future__ import annotations

from django.conf import settings

from beholden.engines import sealing
from beholden.ground.systems.models import Camera


def context(code: str) -> str:
    """What a sealed camera password is bound to, so that it doesn't open in another camera's row."""
    return f"camera {code} password"


def sealed(camera: Camera, password: str) -> str:
    """The sealed text for this camera; "" for no password."""
    if not password:
        return ""
    return sealing.seal(password.encode(), sealing.installation_key(settings.DATA), context(camera.code))


def trust(kept: str) -> str:
    """What a Camera keeps of its certificate, as the engine reads it (`rtsp.trust`)."""
    return f"ca:{settings.CAMERA_CA}" if kept == "ca" else kept


def password(camera: Camera) -> str:
    """The password in clear, for the camera alone. Raises sealing.SealBroken when key and row don't belong together."""
    if not camera.password:
        return ""
    return sealing.unseal(camera.password, sealing.installation_key(settings.DATA), context(camera.code)).decode()
