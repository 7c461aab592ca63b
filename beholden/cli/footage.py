"""What a recording folder holds: cameras, coverage, gaps with their reasons, bytes, attained days; clips out of it.

    beholden footage ./footage-of-gate
    beholden footage ./footage-of-gate --json
    beholden footage ./footage-of-gate --check
    beholden footage ./footage-of-gate --at '2026-11-21 14:03:20' --camera gate --out clip.mp4 --for 30

Reads only: a folder on a read-only disk will do. A time without offset is taken as Beijing time (Asia/Shanghai).
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from beholden.cli import UsageError
from beholden.engines.video import clip
from beholden.engines.video.fmp4.reader import Damaged
from beholden.engines.video.index import Index, SegmentRow
from beholden.engines.video.index.making import cameras, days, files, fill
from beholden.engines.video.segments import names
from beholden.engines.video.segments.chunks import of_file
from beholden.engines.video.timeline import Coverage, Gap, attained_days, coverage

ZONE = ZoneInfo("Asia/Shanghai")
_INDEX = "index.sqlite"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `beholden footage`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder that holds footage/ and index.sqlite")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument(
        "--check", action="store_true", help="hash every closed file again; exit 1 when one doesn't hold"
    )
    parser.add_argument(
        "--at", metavar="TIME", help="cut a clip: ISO 8601 with offset, or 'YYYY-MM-DD HH:MM:SS' Beijing time"
    )
    parser.add_argument("--camera", metavar="NAME", help="of which camera")
    parser.add_argument("--out", type=Path, metavar="FILE", help="the clip to write; must not exist")
    parser.add_argument("--for", dest="seconds", type=float, default=30.0, metavar="SECONDS", help="its length (30)")


def run(args: argparse.Namespace) -> int:
    """List, check or cut. Raises UsageError for anything that cannot be read or makes no sense."""
    root = _root(args.folder)
    if args.at is None and (args.out or (args.camera and args.check)):
        raise UsageError("beholden footage: --out needs --at TIME; --check looks at all cameras")
    with _index(root) as index:
        if args.at is not None:
            return _cut(index, root, args)
        if args.check:
            return _check(index, root, as_json=args.json)
        return _list(index, root, args)


def _root(folder: Path) -> Path:
    """The data folder: ``folder`` itself, or its parent when ``folder`` is `footage`."""
    for root in (folder, folder.parent if folder.name == names.FOOTAGE else folder):
        if (root / names.FOOTAGE).is_dir() or (root / _INDEX).is_file():
            return root
    raise UsageError(f"beholden footage: '{folder}' is not a recording folder: it has neither footage/ nor {_INDEX}")


@contextmanager
def _index(root: Path) -> Iterator[Index]:
    """The index, read-only; made from the files in a temporary place when there is none that can be read."""
    try:
        index = Index(root / _INDEX, readonly=True)
    except FileNotFoundError:
        why = "there is no index"
    except sqlite3.Error as error:
        why = f"the index cannot be read ({error})"
    else:
        with index:
            yield index
        return
    sys.stderr.write(f"beholden footage: {why}; reading the files instead\n")
    with (
        tempfile.TemporaryDirectory(prefix="beholden-") as folder,
        Index(Path(folder) / _INDEX, root=root) as index,
    ):
        for path, reason in fill(index, root).damaged:
            sys.stderr.write(f"{path}: not a segment: {reason}\n")
        yield index


def _list(index: Index, root: Path, args: argparse.Namespace) -> int:
    now = time.time_ns() // 1000
    wanted = [_known(index, args.camera)] if args.camera else index.cameras()
    found = [(one, attained_days(index, one.camera, now)) for name in wanted if (one := _extent(index, name, now))]
    if args.json:
        sys.stdout.write(json.dumps({"cameras": [_as_json(*item) for item in found]}, ensure_ascii=False) + "\n")
        return 0
    width = max([6, *(len(one.camera) for one, _ in found)])
    head = f"{'camera':<{width}}  {'from (Beijing time)':<23}  {'to':<23}  {'footage':>10}"
    sys.stdout.write(f"{head}  {'gaps':>4}  {'size':>9}  days\n")
    for one, held in found:
        sys.stdout.write(
            f"{one.camera:<{width}}  {_shown(one.from_us)}  {_shown(one.to_us)}  {_length(one.seconds):>10}"
            f"  {len(one.gaps):>4}  {_size(one.bytes):>9}  {held:.1f}\n"
        )
    for one, _ in found:
        for gap in one.gaps:
            length = _length((gap.to_us - gap.from_us) / 1_000_000)
            sys.stdout.write(f"gap: {one.camera}  {_shown(gap.from_us)}  {_shown(gap.to_us)}  {length}  {gap.why}\n")
    if not found:
        sys.stdout.write("no footage here\n")
    return 0


def _extent(index: Index, camera: str, now: int) -> Coverage | None:
    """Coverage from the first to the last instant with footage."""
    first, last = index.behind(camera, 0), index.before(camera, 1 << 62)
    if first is None or last is None:
        return None
    found = coverage(index, camera, first.start_us, max(now, last.start_us + 86_400_000_000))
    if not found.spans:
        return None
    found.from_us, found.to_us = found.spans[0].from_us, found.spans[-1].to_us
    found.gaps = [gap for gap in found.gaps if found.from_us <= gap.from_us < found.to_us]
    return found


def _as_json(one: Coverage, held: float) -> dict[str, object]:
    return {
        "name": one.camera,
        "from": _iso(one.from_us),
        "to": _iso(one.to_us),
        "seconds": round(one.seconds, 3),
        "gaps": [_gap(gap) for gap in one.gaps],
        "bytes": one.bytes,
        "attained_days": round(held, 4),
    }


def _gap(gap: Gap) -> dict[str, str]:
    return {"from": _iso(gap.from_us), "to": _iso(gap.to_us), "why": gap.why}


def _check(index: Index, root: Path, *, as_json: bool) -> int:
    """Hash every closed file again and compare, then look for files that the index does not have."""
    problems: list[tuple[str, str]] = []
    done = count = 0
    progress = sys.stderr.isatty()
    for camera in sorted({*index.cameras(), *cameras(root)}):
        known = set()
        for row in index.span(camera, 0, 1 << 62):
            known.add(row.path)
            why = _fault(root, row)
            if why:
                problems.append((row.path, why))
            count, done = count + (row.end_us is not None), done + row.bytes
            if progress:
                sys.stderr.write(f"\r{count} files, {_size(done)}, {len(problems)} do not hold ")
        if camera in cameras(root):
            there = (path for day in days(root, camera) for path in files(root, camera, day))
            problems += [(path, "not in the index") for path in there if path not in known]
    if progress:
        sys.stderr.write("\n")
    if as_json:
        faults = [{"path": path, "why": why} for path, why in problems]
        sys.stdout.write(json.dumps({"files": count, "bytes": done, "problems": faults}, ensure_ascii=False) + "\n")
    else:
        for path, why in problems:
            sys.stdout.write(f"{path}: {why}\n")
        sys.stdout.write(f"{count} closed files, {_size(done)}: {'all hold' if not problems else 'not all hold'}\n")
    return 1 if problems else 0


def _fault(root: Path, row: SegmentRow) -> str:
    file = root / row.path
    try:
        size = file.stat().st_size
        if row.end_us is None:
            return ""
        if size != row.bytes:
            return f"{size} bytes, not {row.bytes}"
        found = of_file(file).root()
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    return "" if found == row.root else f"its hash is {found}, not {row.root}"


def _cut(index: Index, root: Path, args: argparse.Namespace) -> int:
    if args.out is None:
        raise UsageError("beholden footage: --at needs --out FILE")
    at = _instant(args.at)
    camera = _known(index, args.camera)
    try:
        done = clip.cut(index, root, camera, at, args.seconds, args.out)
    except clip.NoFootage as error:
        before = f"last before: {_iso(error.before_us)}" if error.before_us is not None else "nothing before"
        behind = f"next: {_iso(error.behind_us)}" if error.behind_us is not None else "nothing after"
        raise UsageError(f"beholden footage: no footage of {camera} at {_iso(at)}; {before}; {behind}") from error
    except FileExistsError as error:
        raise UsageError(f"beholden footage: '{args.out}' exists; nothing is overwritten") from error
    except (Damaged, ValueError) as error:
        raise UsageError(f"beholden footage: {error}") from error
    except OSError as error:
        raise UsageError(f"beholden footage: cannot write '{args.out}': {error.strerror or error}") from error
    if datetime.fromisoformat(args.at).tzinfo is None:
        sys.stderr.write(f"{args.at} is taken as Beijing time: {_iso(at)}\n")
    if args.json:
        answer = {
            "out": str(args.out),
            "camera": camera,
            "from": _iso(done.from_us),
            "to": _iso(done.to_us),
            "frames": done.frames,
            "bytes": done.bytes,
            "sound": done.sound,
            "missing": [_gap(gap) for gap in done.missing],
        }
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return 0
    sys.stdout.write(
        f"{args.out}: {done.frames} frames, {_iso(done.from_us)} to {_iso(done.to_us)}, {_size(done.bytes)}\n"
    )
    for gap in done.missing:
        sys.stdout.write(f"not in it: {_iso(gap.from_us)} to {_iso(gap.to_us)}  {gap.why}\n")
    return 0


def _known(index: Index, camera: str | None) -> str:
    there = index.cameras()
    if camera is None and len(there) == 1:
        return there[0]
    if camera in there:
        return str(camera)
    listed = f"there are: {', '.join(there)}" if there else "there are none"
    asked = "say which --camera" if camera is None else f"there is no camera '{camera}'"
    raise UsageError(f"beholden footage: {asked}; {listed}")


def _instant(text: str) -> int:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"beholden footage: '{text}' is no time; say 2026-11-21T14:03:20+08:00 or '2026-11-21 14:03:20'"
        ) from None
    if at.tzinfo is None:
        at = at.replace(tzinfo=ZONE)
    if not 1970 < at.year < 2200:
        raise UsageError(f"beholden footage: '{text}' is outside every recording")
    return round(at.timestamp() * 1_000_000)


def _local(at_us: int) -> datetime:
    return datetime.fromtimestamp(at_us // 1_000_000, UTC).replace(microsecond=at_us % 1_000_000).astimezone(ZONE)


def _iso(at_us: int) -> str:
    return _local(at_us).isoformat(timespec="milliseconds")


def _shown(at_us: int) -> str:
    return _local(at_us).isoformat(" ", "milliseconds")[:-6]


def _length(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.3f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


def _size(count: int) -> str:
    size = float(count)
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 1000 or unit == "TB":
            break
        size /= 1000
    return f"{size:.0f} B" if unit == "B" else f"{size:.1f} {unit}"
