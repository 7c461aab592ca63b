"""What `beholden verify` says of a log of footage: what became of every file it says was recorded (R17, R23(1)(5))."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from beholden.engines.ledger import ProofError, possession, retention
from beholden.engines.ledger.footage import Seg, shown
from beholden.engines.ledger.holdings import AHEAD_US, Holdings, Verdict
from beholden.engines.ledger.note import NoteError, NotSigned, Verifier
from beholden.engines.ledger.possession import BadChallenge, Challenge
from beholden.engines.ledger.retention import BadProof, Proven
from beholden.engines.ledger.verify import NO_WITNESS, Finding, Report
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


def is_ours(data: bytes) -> bool:
    """Whether a file is a retention proof or the answer to a challenge."""
    return retention.is_retention(data) or possession.is_answer(data)


def report_on_file(
    data: bytes, asked: Challenge | None, keys: Sequence[Verifier], witnesses: Sequence[Verifier]
) -> Report:
    """What a retention proof, or the answer to the challenge that was asked, comes to."""
    report, what = Report(), "retention proof" if retention.is_retention(data) else "answer"
    try:
        if what == "answer":
            _answer(report, data, asked, keys, witnesses)
        else:
            _retention(report, retention.verify(data, keys, witnesses))
    except NotSigned as error:
        report.found("checkpoint", str(error))
    except (BadProof, BadChallenge, NoteError) as error:
        report.found(what, f"it cannot be read: {error}")
    except ProofError as error:
        report.found(what, str(error))
    return report


def _retention(report: Report, found: Proven) -> None:
    report.signed = found.days[-1].signed
    first, last = found.days[0].seal, found.days[-1].seal
    length = sum(day.seal.to_us - day.seal.from_us for day in found.days)
    count = sum(day.seal.count for day in found.days)
    least = min(found.days, key=lambda day: day.seal.covered_us)
    report.proven += [
        f"camera {found.camera}: each of {len(found.days)} days, {first.day} to {last.day}, is sealed in the log",
        f"the seals say: {count} files, {100 * found.covered_us / max(1, length):.2f} % of the time recorded, "
        f"{sum(day.seal.gaps for day in found.days)} gaps; least on {least.seal.day}, "
        f"{least.seal.covered_us / 3_600_000_000:.2f} hours",
    ]
    if found.lag_s is None:
        report.open.append(NO_WITNESS)
    else:
        report.proven.append(f"a witness had seen each day's seal at most {found.lag_s / 3600:.1f} hours after its end")
    report.open += [*LIMITS, "that it was recorded is proven, not that it is still held: ask with a challenge"]


def _answer(
    report: Report, data: bytes, asked: Challenge | None, keys: Sequence[Verifier], witnesses: Sequence[Verifier]
) -> None:
    if asked is None:
        raise BadChallenge("give the challenge it answers with --challenge")
    found = possession.verify(data, asked, keys, witnesses)
    report.signed = found.signed
    for seg in found.missing:
        why = "the chunk that was asked for was not shown"
        report.add(Finding(Verdict.MISSING, why, seg.camera, shown(seg.start_us), shown(seg.end_us)))
    for seg, why in found.wrong:
        report.add(Finding(Verdict.CHANGED, why, seg.camera, shown(seg.start_us), shown(seg.end_us)))
    tried = found.shown + len(found.missing) + len(found.wrong)
    report.proven.append(f"{found.shown} chunks drawn by the challenge were shown, each of a file in the log")
    if tried:
        share = 100 * (1 - 0.01 ** (1 / tried))
        report.proven.append(f"a loss of {share:.1f} % of the files or more would have shown with 99 %")
    if not asked.size:
        report.open.append("the site chose the head that was drawn from: give the challenge a checkpoint you know")
    if not found.signed.cosignatures:
        report.open.append(NO_WITNESS)
    report.open += LIMITS


def root_of(data: Path, seg: Seg) -> str | None:
    """The root of a file as it lies in the data folder; None when it is not there. Raises OSError."""
    found = None
    for path in _paths(data, seg):
        found = chunks.of_file(path).root()
        if found == seg.root:
            return found
    return found


def path_of(data: Path, seg: Seg) -> Path | None:
    """The file as it was recorded; None when it is not there, or is another by now. Raises OSError."""
    return next((path for path in _paths(data, seg) if chunks.of_file(path).root() == seg.root), None)


def _paths(data: Path, seg: Seg) -> list[Path]:
    try:
        folder, stem = names.folder(data, seg.camera, seg.start_us), names.stem(seg.start_us)
    except (ValueError, OverflowError, OSError):
        return []  # no name that a recorder gives
    return sorted(folder.glob(f"{stem}*.mp4"))


def _clock(report: Report, holdings: Holdings) -> None:
    """A clock set ahead makes footage look past its term; the witness's clock tells."""
    seen = max((one.at for one in report.signed.cosignatures), default=0) if report.signed else 0
    if seen and holdings.ahead_us > seen * 1_000_000 + AHEAD_US:
        why = f"a deletion says it was entered {shown(holdings.ahead_us)}, after a witness saw it"
        report.add(Finding("clock", why, begin=shown(seen * 1_000_000)))
