"""What reporters and complainants wrote, sealed at rest and bound to its row (程序规定63, R25(2))."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

from beholden.engines import sealing


def shut(kind: str, code: str, field: str, value: Any) -> str:
    """``value`` sealed for one field of one row; kind and code name it ("tip", "t-…")."""
    plain = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return sealing.seal(plain, sealing.installation_key(settings.DATA), f"{kind} {code} {field}")


def opened(kind: str, code: str, field: str, value: str) -> Any:
    """What was sealed; None when there is nothing or the key is another one's."""
    if not value:
        return None
    try:
        return json.loads(sealing.unseal(value, sealing.installation_key(settings.DATA), f"{kind} {code} {field}"))
    except sealing.SealBroken:
        return None
