"""Random acts through the services of supervision's four rooms, on whichever database; prints what came of them.

Run as a module with DATABASE_URL and BEHOLDEN_DATA set: ``python -m tests.faults.walking SEED [SHARE]``; a SHARE of 20
walks a twentieth of the sequences.

One world a room: things in every state, made once. Each sequence goes on from one of them inside a savepoint that is
rolled back after it. Nothing here is about power failing, so nothing is synced to the disk.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beholden.project.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from beholden.ground.documents import rendering  # noqa: E402
from beholden.ground.people.tests.cast import Cast, make_cast  # noqa: E402
from beholden.registry.inspections.tests import test_no_walk_leaves_the_table as inspections  # noqa: E402
from beholden.registry.orders.tests import test_random_walks_stay_on_the_table as orders  # noqa: E402
from beholden.registry.penalties.tests import test_no_walk_reaches_a_forbidden_state as penalties  # noqa: E402
from beholden.registry.tips.tests import test_the_flow_is_the_whole_of_it as tips  # noqa: E402


@dataclass(frozen=True)
class Room:
    """Where a room's sequences start, how one goes, how many there are and of how many acts."""

    bases: Callable[[Cast], Sequence[Any]]
    sequence: Callable[[Cast, Any, random.Random, int, Counter[str]], None]
    walks: int
    length: int


ROOMS = {
    "inspections": Room(inspections.bases, inspections.sequence, 2_600, 3),
    "orders": Room(orders.bases, orders.sequence, 300, 3),
    "penalties": Room(penalties.bases, penalties.sequence, 600, 3),
    "tips": Room(tips.bases, tips.sequence, 6_500, 3),
}


def drawn_elsewhere(*_given: object, **_more: object) -> bytes:
    """A letter nobody looks at: drawing is another test's."""
    return b"%PDF-1.7 drawn elsewhere\n"


def main(seed: int, share: int) -> None:
    """Walk each room; what happened, by act or state."""
    os.fsync = os.fdatasync = lambda _number: None  # type: ignore[assignment]
    call_command("migrate", verbosity=0)
    rendering.drawn = drawn_elsewhere
    cast = make_cast()
    found: dict[str, object] = {"vendor": connection.vendor}
    for name, room in ROOMS.items():
        tally: Counter[str] = Counter()
        dice = random.Random(seed)
        with transaction.atomic():
            bases = room.bases(cast)
            for _number in range(room.walks // share):
                place = transaction.savepoint()
                room.sequence(cast, dice.choice(bases), dice, room.length, tally)
                transaction.savepoint_rollback(place)
                tally["sequences"] += 1
            transaction.set_rollback(True)
        found[name] = dict(tally)
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
