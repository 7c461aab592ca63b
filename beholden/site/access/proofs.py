"""Does the log still hold exactly what the register says? Asked on the page of one entry."""

from __future__ import annotations

from dataclasses import dataclass

from beholden.ground.evidence import queries as ledger
from beholden.ground.evidence.services import LogUnavailable
from beholden.site.access.models import AccessEntry, Result


@dataclass(frozen=True, slots=True)
class Proof:
    """``included``: the leaf is in the tree of ``size`` entries with ``root``. ``same``: it commits to this very row.

    ``readable`` False: the log cannot be read now, so nothing is claimed.
    """

    readable: bool
    included: bool = False
    same: bool = False
    size: int = 0
    root: str = ""
    path: tuple[str, ...] = ()
    erased: bool = False  # its content went at the end of its term: what is left is the leaf

    @property
    def holds(self) -> bool:
        """Everything that can be proven is."""
        return self.readable and self.included and self.same


def check(entry: AccessEntry) -> Proof:
    """The proof of one entry against the log as it is now; never raises."""
    try:
        if entry.result == Result.INTERRUPTED:
            return _bare(entry)
        for found in ledger.check(str(entry.number)):
            if found.entry.index == entry.log_index and found.entry.leaf_hash == entry.leaf_hash:
                same = found.opened and found.body == entry.body()
                gone = entry.erased_at is not None and not found.opened
                return Proof(True, found.included, same, found.size, found.root, tuple(found.proof), gone)
    except LogUnavailable:
        return Proof(False)
    return Proof(True)


def _bare(entry: AccessEntry) -> Proof:
    """An interrupted entry has nothing but its number and time on the log."""
    try:
        logged = ledger.entry(entry.log_index)
    except IndexError:
        return Proof(True)
    head = ledger.head()
    there = logged.leaf_hash == entry.leaf_hash
    return Proof(True, there, there and logged.number == str(entry.number), head.size, head.root)
