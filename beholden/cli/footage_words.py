"""What `beholden verify` says of a log of footage: what became of every file it says was recorded (R17, R23(1)(5))."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

from beholden.engines.ledger.footage import Seg, shown
from beholden.engines.ledger.holdings import AHEAD_US, Holdings, Verdict
from beholden.engines.ledger.verify import Finding, Report
from beholden.engines.video.segments import chunks, names

SUFFIX: Final = "/footage"  # of the origin of a log of footage
LIMITS: Final = (
    "what a camera was shown is not proven: a fake picture, recorded, is a recorded picture",
    "terms and causes of gaps are the site's word; that cameras cover what they should is for a sample at the place",
)
UNSEEN: Final = "nobody looked at the files: give the data folder with --footage to know what is still held"


def report_on(report: Report, holdings: Holdings, data: Path | None) -> None:
    """Add to the report on the entries what became of the files; ``data`` holds footage/, None: nobody looks there."""
    for one in holdings.broken:
        report.add(Finding(f"entry {one.index}", one.why, one.camera, shown(one.at_us) if one.at_us else ""))
    count: Counter[Verdict] = Counter()
    for judged in holdings.verdicts((lambda seg: root_of(data, seg)) if data else None):
        count[judged.verdict] += 1
        if judged.verdict is not Verdict.HELD:
            seg = judged.seg
            report.add(Finding(judged.verdict, judged.why, seg.camera, shown(seg.start_us), shown(seg.end_us)))
    _clock(report, holdings)
    report.proven.append(f"{holdings.deleted[Verdict.DELETED]} files were {Verdict.DELETED}: past their term, no hold")
    if data is None:
        report.proven.append(f"{holdings.standing} files stand on the log as held")
        report.open.append(UNSEEN)
    else:
        report.proven.append(f"{count[Verdict.HELD]} files are {Verdict.HELD}, each with the bytes that were recorded")
    report.open += LIMITS


def root_of(data: Path, seg: Seg) -> str | None:
    """The root of a file as it lies in the data folder; None when it is not there. Raises OSError."""
    try:
        folder, stem = names.folder(data, seg.camera, seg.start_us), names.stem(seg.start_us)
    except (ValueError, OverflowError, OSError):
        return None  # no name that a recorder gives
    found = None
    for path in sorted(folder.glob(f"{stem}*.mp4")):
        found = chunks.of_file(path).root()
        if found == seg.root:
            return found
    return found


def _clock(report: Report, holdings: Holdings) -> None:
    """A clock set ahead makes footage look past its term; the witness's clock tells."""
    seen = max((one.at for one in report.signed.cosignatures), default=0) if report.signed else 0
    if seen and holdings.ahead_us > seen * 1_000_000 + AHEAD_US:
        why = f"a deletion says it was entered {shown(holdings.ahead_us)}, after a witness saw it"
        report.add(Finding("clock", why, begin=shown(seen * 1_000_000)))
