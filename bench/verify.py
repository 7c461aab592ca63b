"""What a verifier costs: footage against its log, beside sha256sum over the same files; a camera's retention proof.

The ratio is our speed over sha256sum's, reading and hashing included, the two alternating over the same files; both
have them in the page cache, so that a slow disk helps neither.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from beholden.cli import footage_words
from beholden.engines.ledger import Log, canonical, footage, leaf_hash, retention
from beholden.engines.ledger.footage import DaySeal, Seg
from beholden.engines.ledger.holdings import Holdings, Verdict
from beholden.engines.ledger.note import Signer
from beholden.engines.ledger.publishing import publish
from beholden.engines.ledger.verify import Report, verify_directory
from beholden.engines.video.segments import chunks, names

SEED = 15
FILE = 8 * 1024 * 1024
LOG = Signer("bench.example/footage", bytes(32))
BEGIN = datetime(2026, 10, 1, tzinfo=UTC)
ROUNDS = 5
DAYS = 30


def run(quick: bool) -> list[dict[str, Any]]:
    """One measurement a line; the last is our verifier against sha256sum."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        count = 16 if quick else 64
        files = _record(data, count)
        return [_entries(data / "many", 20_000 if quick else 200_000), _retention(data / "days"), _files(data, files)]


def _record(data: Path, count: int) -> list[Path]:
    dice, entries, paths = random.Random(SEED), [], []
    for number in range(count):
        start = BEGIN + timedelta(minutes=number)
        folder = names.folder(data, "c-1", _us(start))
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{names.stem(_us(start))}.mp4"
        path.write_bytes(dice.randbytes(FILE))
        entries.append(_seg("c-1", number, chunks.of_file(path).root()))
        paths.append(path)
    with closing(Log(data / "log")) as log:
        log.append(_tied(entries))
        publish(log, [LOG])
    return paths


def _files(data: Path, files: list[Path]) -> dict[str, Any]:
    ours = theirs = 0.0
    tool = shutil.which("sha256sum")
    held = 0
    for _ in range(ROUNDS):
        started = time.perf_counter()
        report, holdings = _verified(data / "log")
        footage_words.report_on(report, holdings, data)
        ours += time.perf_counter() - started
        held += any(one.startswith(f"{len(files)} files are {Verdict.HELD}") for one in report.proven) and report.holds
        started = time.perf_counter()
        if tool:
            subprocess.run([tool, *map(str, files)], check=True, stdout=subprocess.DEVNULL)
        else:
            for path in files:
                hashlib.sha256(path.read_bytes()).digest()
        theirs += time.perf_counter() - started
    size = ROUNDS * FILE * len(files)
    ratio = theirs / ours
    return {
        "bench": "verify", "ratio": round(ratio, 3), "against": "sha256sum" if tool else "hashlib.sha256",
        "n": len(files), "mb_per_s": round(size / ours / 1e6, 1), "bar": 0.8, "within_bar": ratio >= 0.8,
        "invalid": held != ROUNDS,
    }  # fmt: skip


def _entries(folder: Path, count: int) -> dict[str, Any]:
    with closing(Log(folder)) as log:
        tied = _tied([_seg(f"c-{n % 20}", n // 20, f"{n:064x}") for n in range(count)])
        for at in range(0, count, 1000):
            log.append(tied[at : at + 1000])
        publish(log, [LOG])
    started = time.process_time()
    report, holdings = _verified(folder)
    spent = time.process_time() - started
    sound = report.holds and not holdings.broken and holdings.standing == count
    return {"what": "entries judged", "entries": count, "per_cpu_s": round(count / spent), "invalid": not sound}


def _verified(folder: Path) -> tuple[Report, Holdings]:
    holdings = Holdings()
    return verify_directory(folder, [LOG.verifier], each=holdings.push), holdings


def _retention(folder: Path) -> dict[str, Any]:
    """A site of 100 cameras: each day 100 seals among 144,000 other entries, here a tenth of them."""
    places, heads = [], []
    with closing(Log(folder)) as log:
        for day in range(DAYS):
            log.append([b"%d %d" % (day, n) for n in range(14_400)])
            from_us = _us(BEGIN + timedelta(days=day))
            seal = DaySeal(
                "c-1", f"2026-10-{day + 1:02}", from_us, from_us + 86_400_000_000, 1440, 86_400_000_000, 0, "0" * 64
            )
            written = footage.written(BEGIN + timedelta(days=day + 1))
            places += log.append([canonical({**footage.body(seal), "time": written, "previous": "0" * 64})])
            signed = publish(log, [LOG])
            assert signed is not None
            heads.append(signed.note)
        started = time.perf_counter()
        data = retention.make(log.tree, log.read, "c-1", places, lambda place: heads[places.index(place)])
        made = time.perf_counter() - started
    started = time.perf_counter()
    found = retention.verify(data, [LOG.verifier])
    checked = time.perf_counter() - started
    return {
        "what": f"retention proof, {DAYS} days", "entries": DAYS * 14_401, "bytes": len(data),
        "made_ms": round(made * 1000, 1), "verified_ms": round(checked * 1000, 1), "invalid": len(found.days) != DAYS,
    }  # fmt: skip


def _seg(camera: str, seq: int, root: str) -> Seg:
    start = _us(BEGIN + timedelta(minutes=seq))
    return Seg(camera, "a" * 32, seq, start, start + 60_000_000, FILE, root)


def _tied(segs: list[Seg]) -> list[bytes]:
    tips: dict[str, str] = {}
    found = []
    for seg in segs:
        fields = {**footage.body(seg), "time": footage.written(BEGIN), "previous": tips.get(seg.camera, "")}
        found.append(canonical(fields))
        tips[seg.camera] = leaf_hash(found[-1]).hex()
    return found


def _us(at: datetime) -> int:
    return int(at.timestamp()) * 1_000_000
