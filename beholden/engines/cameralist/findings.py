"""What can be found in one row or in the list as a whole. A grave one keeps its row out; the others are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Keeps a row out until the file is put right.
GRAVE: Final = frozenset(
    {
        "name_missing",
        "too_long",
        "invisible",
        "half_position",
        "not_a_number",
        "metres",
        "off_earth",
        "nowhere",
        "swapped",
        "code_digits_lost",
        "duplicate",
        "duplicate_code",
        "already_there",
        "forbidden_area",  # R8(1): found by whoever knows the law, told in the same way
    }
)
# Shown, and taken all the same: completeness asks later, or a person looks.
MILD: Final = frozenset(
    {"far", "coarse", "same_spot", "same_name", "no_choice", "not_a_day", "code_shape", "code_zeros"}
)
# About the whole list.
WHOLE: Final = frozenset({"columns_swapped", "datum_header", "datum_shift", "datum_outside"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``row`` as a spreadsheet counts it, 0 for the whole list; ``values`` fill the sentence."""

    row: int
    code: str
    field: str = ""
    values: tuple[str, ...] = ()

    @property
    def grave(self) -> bool:
        """Whether the row is kept out."""
        return self.code in GRAVE
