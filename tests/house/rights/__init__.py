"""Who gets what at every address: one file a room, with ``RIGHTS`` and, where addresses take parameters, ``VALUES``.

``VALUES`` maps the beginning of an address to a callable (world, address) that makes the object and gives the
parameters; the object is the unit's own (see `right.py`).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

from tests.house.rights.right import ADMINISTRATORS, EVERYONE, FOREIGN, METHOD_DOES_NOT_MATTER, Right

_ROOMS = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
RIGHTS: list[Right] = [right for room in _ROOMS for right in getattr(room, "RIGHTS", [])]
VALUES: dict[str, Callable[[Any, str], dict[str, Any]]] = {
    beginning: make for room in _ROOMS for beginning, make in getattr(room, "VALUES", {}).items()
}

__all__ = ["ADMINISTRATORS", "EVERYONE", "FOREIGN", "METHOD_DOES_NOT_MATTER", "RIGHTS", "VALUES", "Right"]
