"""Random acts through the services of supervision's four rooms, on whichever database; prints what came of them.

Run as a module with DATABASE_URL and BEHOLDEN_DATA set: ``python -m tests.faults.walking SEED``.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beholden.project.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from beholden.ground.documents import rendering  # noqa: E402
from beholden.ground.people.tests.cast import Cast, make_cast  # noqa: E402
from beholden.registry.inspections.tests.test_no_walk_leaves_the_table import walk as inspecting  # noqa: E402
from beholden.registry.orders.tests.test_random_walks_stay_on_the_table import walks as ordering  # noqa: E402
from beholden.registry.penalties.tests.test_no_walk_reaches_a_forbidden_state import walks as penalising  # noqa: E402
from beholden.registry.tips.tests.test_the_flow_is_the_whole_of_it import walks as telling  # noqa: E402

ROOMS: dict[str, Callable[[Cast, int], dict[str, int]]] = {
    "inspections": lambda cast, seed: inspecting(cast, 15, seed),
    "orders": lambda cast, seed: ordering(cast, seed, 60),
    "penalties": lambda cast, seed: penalising(cast, seed, 6),
    "tips": lambda cast, seed: telling(cast, seed, 120),
}


def drawn_elsewhere(*_given: object, **_more: object) -> bytes:
    """A letter nobody looks at: drawing is another test's."""
    return b"%PDF-1.7 drawn elsewhere\n"


def main(seed: int) -> None:
    """Walk each room once; what happened, by act or state."""
    call_command("migrate", verbosity=0)
    rendering.drawn = drawn_elsewhere
    cast = make_cast()
    found: dict[str, object] = {"vendor": connection.vendor}
    found |= {room: walk(cast, seed) for room, walk in ROOMS.items()}
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
