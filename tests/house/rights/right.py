"""Who gets what at every address. A new address must be written in here, or the test fails.

``yes`` get ``then``; ``hidden`` get 404 (they do not learn that it exists); the others get ``no``; a stranger gets
``stranger``. Parts are those of `beholden.ground.people.tests.cast`; the object is the unit's own, so the unit's people
are on one side and the other unit, the other county and the resident on the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from beholden.ground.people.tests.cast import PARTS

EVERYONE = frozenset(PARTS)
NOBODY: frozenset[str] = frozenset()
OWN = frozenset({"manager", "guard"})
UNITS = OWN | {"other_manager", "other_guard"}
MANAGERS = frozenset({"manager", "other_manager"})
OFFICERS = frozenset({"county_officer", "station_officer", "other_county_officer", "supervisor", "city_officer"})
LOOKERS = UNITS | OFFICERS | {"sector_officer"}
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "auditor"})
FOREIGN = frozenset(
    {
        "other_guard",
        "other_manager",
        "other_county_officer",
        "city_officer",
        "sector_officer",
        "resident",
        "discipline_officer",
    }
)
KNOWS_THE_SYSTEM = EVERYONE - FOREIGN
REGISTER_READERS = UNITS | {"auditor"}


@dataclass(frozen=True)
class Right:
    """One row: method, address, who, and what they get. ``form`` is what a POST sends, ``query`` what a GET asks."""

    method: str
    address: str
    yes: frozenset[str]
    then: int = 200
    hidden: frozenset[str] = NOBODY
    no: int = 403
    stranger: int = 302
    form: dict[str, str] = field(default_factory=lambda: {"nothing": "right"})
    query: str = ""

    def status(self, part: str) -> int:
        """What this part of the cast (or "stranger") gets."""
        if part == "stranger":
            return self.stranger
        if part in self.yes:
            return self.then
        return 404 if part in self.hidden else self.no


def get(address: str, yes: frozenset[str], **more: object) -> Right:
    return Right("GET", address, yes, **more)  # type: ignore[arg-type]


def post(address: str, yes: frozenset[str], **more: object) -> Right:
    return Right("POST", address, yes, **more)  # type: ignore[arg-type]


def form(address: str, yes: frozenset[str], hidden: frozenset[str] = NOBODY) -> list[Right]:
    """A page with a form: seen by ``yes``, and a wrong answer sends them back to it (422)."""
    return [get(address, yes, hidden=hidden), post(address, yes, then=422, hidden=hidden)]


SYSTEM_ADMIN = frozenset({"system_admin"})
SECURITY_ADMIN = frozenset({"security_admin"})
AUDITOR = frozenset({"auditor"})
MANAGER = frozenset({"manager"})
GUARD = frozenset({"guard"})

# The description of the API and the language are public and the same for all, whatever the method.
METHOD_DOES_NOT_MATTER = frozenset({"/api/docs", "/api/openapi.json", "/language"})
