"""From the log of footage and what is found on a disk to a verdict on every file (R17, R23(1)(5)).

held · lawfully deleted · deleted early · deleted under hold · missing · changed. Nothing of the site is trusted but
the entries, which `verify` has held against a signed root; the files are asked for one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from beholden.engines.ledger import footage
from beholden.engines.ledger.footage import BadEntry, Deletion, Hold, Release, Seg, Spared
from beholden.engines.ledger.merkle import leaf_hash

_DAY_US = 86_400_000_000
AHEAD_US = 600_000_000  # what clocks of site and witness may differ by


class Verdict(StrEnum):
    """What became of a file that the log says was recorded."""

    HELD = "held"
    DELETED = "lawfully deleted"
    EARLY = "deleted early"
    UNDER_HOLD = "deleted under hold"
    MISSING = "MISSING"
    CHANGED = "CHANGED"


@dataclass(frozen=True, slots=True)
class Judged:
    """A file's verdict; ``index`` of its `seg` entry, ``why`` for a person."""

    index: int
    seg: Seg
    verdict: Verdict
    why: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """An entry that is no entry, or does not follow its camera's entry before."""

    index: int
    camera: str
    at_us: int
    why: str


@dataclass(slots=True)
class _Gone:
    deletion: int
    why: str
    verdict: Verdict


@dataclass(slots=True)
class Holdings:
    """Push the entries in order, then ask for `verdicts`. Memory: the files not deleted yet and what was wrong.

    ``only``: judge the footage of this camera alone.
    """

    only: str | None = None
    broken: list[Broken] = field(default_factory=list)
    deleted: Counter[Verdict] = field(default_factory=Counter)
    ahead_us: int = 0  # the latest time an entry of deletion says it was written
    _segs: dict[tuple[str, str, int], tuple[int, Seg]] = field(default_factory=dict)
    _gone: dict[tuple[str, str, int], tuple[int, Seg, _Gone]] = field(default_factory=dict)
    _holds: dict[str, Hold] = field(default_factory=dict)
    _tips: dict[str, str] = field(default_factory=dict)

    def push(self, index: int, data: bytes) -> None:
        """The next entry of the log."""
        try:
            found = footage.parse(data)
        except BadEntry as error:
            self._complain(Broken(index, "", 0, str(error)))
            return
        value = found.value
        camera = str(getattr(value, "camera", ""))
        if self.only and camera and camera != self.only:
            return
        if camera:
            if found.previous != self._tips.get(camera, ""):
                why = "it does not follow the camera's entry before: one was left out or slipped in"
                self._complain(Broken(index, camera, found.at_us, why))
            self._tips[camera] = leaf_hash(data).hex()
        match value:
            case Seg():
                if (value.camera, value.run, value.seq) in self._segs:
                    self._complain(Broken(index, camera, value.start_us, "this file was entered before"))
                self._segs[value.camera, value.run, value.seq] = index, value
            case Hold():
                self._holds[value.hold] = value
            case Release():
                self._holds.pop(value.hold, None)
            case Deletion():
                self._delete(index, value, found.at_us)
            case Spared():
                for key in _keys(value):
                    if key in self._gone and self._gone[key][2].deletion == value.deletion:
                        kept = self._gone.pop(key)
                        self.deleted[kept[2].verdict] -= 1
                        self._segs[key] = kept[:2]

    def verdicts(self, found: Callable[[Seg], str | None] | None) -> Iterator[Judged]:
        """Every file that isn't lawfully deleted, by its place in the log; those that are only count in `deleted`.

        ``found`` gives the root of the file as it is on the disk, None when it is not there; None: nobody looks.
        """
        for index, seg, gone in self._gone.values():
            if gone.verdict is not Verdict.DELETED:
                yield Judged(index, seg, gone.verdict, gone.why)
        if found is None:
            return
        for index, seg in self._segs.values():
            root = found(seg)
            if root is None:
                yield Judged(index, seg, Verdict.MISSING, "no entry says that it was deleted, and it is not there")
            elif root != seg.root:
                yield Judged(index, seg, Verdict.CHANGED, "its bytes are not those that were recorded")
            else:
                yield Judged(index, seg, Verdict.HELD)

    @property
    def standing(self) -> int:
        """How many files the log says are there."""
        return len(self._segs)

    def _complain(self, broken: Broken) -> None:
        if len(self.broken) < _MOST_BROKEN:
            self.broken.append(broken)

    def _delete(self, index: int, value: Deletion, at_us: int) -> None:
        self.ahead_us = max(self.ahead_us, at_us)
        for key in _keys(value):
            if key not in self._segs:
                why = "it deletes a file that was never entered or is deleted already"
                self._complain(Broken(index, value.camera, value.from_us, why))
                continue
            place, seg = self._segs.pop(key)
            gone = self._judged(value, seg, at_us)
            self.deleted[gone.verdict] += 1
            self._gone[key] = place, seg, gone
            if gone.verdict is Verdict.DELETED:
                self._forget_old()

    def _judged(self, value: Deletion, seg: Seg, at_us: int) -> _Gone:
        for hold in self._holds.values():
            runs = hold.until_us is None or at_us < hold.until_us
            if runs and seg.camera in hold.cameras and hold.from_us <= seg.end_us and seg.start_us <= hold.to_us:
                return _Gone(value.deletion, f"hold {hold.hold} ({hold.cite}) kept it", Verdict.UNDER_HOLD)
        due = max(seg.end_us + value.floor_days * _DAY_US, min(value.due_us, _LARGEST_DUE))
        if at_us < due:
            why = f"entered for deletion {footage.shown(at_us)}, due {footage.shown(due)}"
            return _Gone(value.deletion, why, Verdict.EARLY)
        return _Gone(value.deletion, "", Verdict.DELETED)

    def _forget_old(self) -> None:
        if len(self._gone) > _MOST_KEPT:  # a spare follows its deletion closely; what is older cannot come back
            for key in [key for key, kept in self._gone.items() if kept[2].verdict is Verdict.DELETED][
                : _MOST_KEPT // 2
            ]:
                del self._gone[key]


_MOST_KEPT = 200_000
_MOST_BROKEN = 1000
_LARGEST_DUE = 2**62


def _keys(value: Deletion | Spared) -> Iterator[tuple[str, str, int]]:
    for run, first, last in value.runs:
        for seq in range(first, min(last, first + _MOST_KEPT) + 1):
            yield value.camera, run, seq
