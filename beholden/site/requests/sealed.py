"""Who asks for footage, sealed at rest and bound to its request; shown by its ends (PIPL 51)."""

from __future__ import annotations

import json
from typing import Final

from django.conf import settings

from beholden.engines import sealing
from beholden.site.requests.models import FootageRequest

FIELDS: Final = {"name": 64, "id_number": 32, "telephone": 64, "words": 1_000}


def shut(code: str, given: dict[str, str]) -> str:
    """The particulars sealed for one request; "" when there are none."""
    kept = {name: value for name, value in given.items() if value}
    if not kept:
        return ""
    plain = json.dumps(kept, ensure_ascii=False).encode()
    return sealing.seal(plain, sealing.installation_key(settings.DATA), f"request {code} private")


def opened(request: FootageRequest) -> dict[str, str]:
    """The particulars in clear; {} when there are none, they were erased, or the key is another one's."""
    if not request.private:
        return {}
    key = sealing.installation_key(settings.DATA)
    try:
        found: dict[str, str] = json.loads(sealing.unseal(request.private, key, f"request {request.code} private"))
    except sealing.SealBroken:
        return {}
    return found


def masked(request: FootageRequest) -> dict[str, str]:
    """The ends of name and numbers, as pages show them; what happened is left out."""
    return {name: _ends(name, value) for name, value in opened(request).items() if name != "words"}


def _ends(name: str, value: str) -> str:
    if name == "name":
        return value[:1] + "*" * max(1, len(value) - 1)
    return f"{value[:2]}{'*' * max(3, len(value) - 4)}{value[-2:]}" if len(value) > 4 else "***"
