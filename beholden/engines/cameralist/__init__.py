"""Camera lists as units keep them: CSV or XLSX in any usual encoding and layout, read, matched, checked (R14, M6(2)).

Pure; usable from a script. Nothing in a file is believed: not its extension, its declared size, its dimension or its
datum. What is found is a code with values; whoever shows it says it in words.
"""

from beholden.engines.cameralist.checking import Checker, Known, Line, Vocabulary, found_in_list
from beholden.engines.cameralist.errors import ListError
from beholden.engines.cameralist.findings import GRAVE, Finding
from beholden.engines.cameralist.headers import FIELDS, Mapping, propose
from beholden.engines.cameralist.limits import Limits
from beholden.engines.cameralist.reading import Table, open_list
from beholden.engines.cameralist.sheet import write_sheet

__all__ = [
    "FIELDS",
    "GRAVE",
    "Checker",
    "Finding",
    "Known",
    "Limits",
    "Line",
    "ListError",
    "Mapping",
    "Table",
    "Vocabulary",
    "found_in_list",
    "open_list",
    "propose",
    "write_sheet",
]
