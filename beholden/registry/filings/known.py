"""What is known already and is not asked again (R14(3)): sources of answers about a unit.

A source is anything with ``answers(unit)``. One stands here: the unit's own earlier filings. Registers of other
departments join by another class in SOURCES when an installation is given access to them.
"""

from __future__ import annotations

from typing import Any, Final, Protocol

from beholden.ground.people.models import Organisation
from beholden.registry.filings.models import DONE, Filing

ABOUT_THE_UNIT: Final = ("unit_name", "unit_type", "unit_uscc", "unit_address", "public_contact", "sector")


class Source(Protocol):
    """Where answers about a unit may come from."""

    def answers(self, unit: Organisation) -> dict[str, Any]:
        """Answers by field name; those it doesn't know are left out."""


class OwnRecord:
    """What the unit's account says of it."""

    def answers(self, unit: Organisation) -> dict[str, Any]:
        """Name and credit code as registered."""
        return {"unit_name": unit.name, "unit_uscc": unit.uscc}


class EarlierFilings:
    """What the same unit declared in its latest accepted filing."""

    def answers(self, unit: Organisation) -> dict[str, Any]:
        """The answers about the unit itself."""
        last = Filing.objects.filter(unit=unit, state__in=DONE).order_by("-decided_at", "-id").first()
        return {name: last.answers.get(name) for name in ABOUT_THE_UNIT} if last else {}


SOURCES: Final[tuple[Source, ...]] = (EarlierFilings(), OwnRecord())


def answers(unit: Organisation) -> dict[str, Any]:
    """What all sources know, earlier ones first."""
    found: dict[str, Any] = {}
    for source in SOURCES:
        for name, value in source.answers(unit).items():
            if value and not found.get(name):
                found[name] = value
    return found


def resident_number(number: str) -> bool:
    """Whether an 18-character resident identity number holds its own check character (GB 11643, ISO 7064)."""
    if len(number) != 18 or not number[:17].isascii() or not number[:17].isdigit():
        return False
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17].upper()
