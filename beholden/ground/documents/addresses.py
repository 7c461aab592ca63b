"""Addresses that go on paper: absolute, as people outside reach this installation."""

from __future__ import annotations

from django.conf import settings


def public(path: str) -> str:
    """``/d/…`` with the origin before it: BEHOLDEN_PUBLIC, else the first of BEHOLDEN_ORIGINS, else the first host."""
    if settings.PUBLIC_ORIGIN:
        origin = settings.PUBLIC_ORIGIN[0]
    elif settings.CSRF_TRUSTED_ORIGINS:
        origin = settings.CSRF_TRUSTED_ORIGINS[0]
    else:
        origin = f"{'https' if settings.SECURE else 'http'}://{settings.ALLOWED_HOSTS[0]}"
    return origin.rstrip("/") + path
