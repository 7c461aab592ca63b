"""A real package: footage through the recorder's own writer, a real log, signed and cosigned."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from beholden.engines.ledger import Log, canonical, commit, publishing, tlog_proof
from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger.note import COSIGNER, Signer
from beholden.engines.packaging import building, closing, credentials
from beholden.engines.packaging.building import Finish, Wanted
from beholden.engines.packaging.marking import Mark
from beholden.engines.video.index import Index, SegmentRow
from beholden.site.access.tests.footage_maker import record

START = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
CAMERAS = ("k-gate", "k-till")
SALT = bytes(range(32))


@dataclass(frozen=True)
class Made:
    """The package's folder, the data folder it came from, and the keys to believe."""

    folder: Path
    data: Path
    key: str
    footage_key: str
    witness: str


def us(at: datetime) -> int:
    """Microseconds since 1970."""
    return int(at.timestamp()) * 1_000_000


def record_both(data: Path, files: int = 3) -> None:
    """Two cameras, ``files`` half minutes each; the gate has a gap and one file more behind it."""
    for camera in CAMERAS:
        record(data, camera, START, files)
    record(data, CAMERAS[0], START + timedelta(minutes=10))


def wishes(minutes: float = 11) -> list[Wanted]:
    """All of it, but for the first ten seconds."""
    begin, end = us(START) + 10_000_000, us(START + timedelta(minutes=minutes))
    return [Wanted(camera, camera.upper(), "商场", 3127 + n, begin, end) for n, camera in enumerate(CAMERAS)]


def rows(data: Path) -> list[SegmentRow]:
    """Every file of the index."""
    with Index(data / "index.sqlite", readonly=True) as index:
        return list(index.dump())


def make(base: Path, mark: Mark | None = None) -> Made:
    """Record, build, log, sign, close; with ``mark`` a viewing copy."""
    finish = Finish("x-test", credentials.read(credentials.make("beholden/test", datetime.now(UTC))), mark)
    data, work = base / "data", base / "work"
    data.mkdir()
    record_both(data)
    with Index(data / "index.sqlite", readonly=True) as index:
        built = building.build(index, data, work, wishes(), lambda done, total: True, finish)
    footage, signer = _footage_log(base, rows(data))

    def proof_of(row: SegmentRow) -> bytes | None:
        at = next(n for n, one in enumerate(rows(data)) if one.path == row.path)
        return tlog_proof.make(footage.tree, at, footage.read(at), publishing_note(base / "footage", signer)).text

    china = START.astimezone(timezone(timedelta(hours=8)))
    digest = closing.write_manifest(work / "package", built, "x-test", "明珠商场", china, proof_of, finish)
    body = {"number": "x-test", "manifest": digest}
    log, own, witness = Log(base / "access"), _signer("access", 1), Signer("registry/w", b"w" * 32, COSIGNER)
    log.append([canonical({"kind": "acc", "number": 3127})])
    log.append([canonical({"kind": "export", "commitment": commit(SALT, body), "number": "x-test"})])
    signed = publishing.publish(log, [own])
    assert signed is not None
    note = checkpoints.add_lines(signed.note, [checkpoints.cosign(signed.checkpoint.text, witness, 1_800_000_000)])
    proof = tlog_proof.make(log.tree, 1, log.read(1), note).text
    keys = [own.verifier.vkey, signer.verifier.vkey]
    closing.close(work / "package", body, SALT, proof, keys, [witness.verifier.vkey])
    return Made(work / "package", data, *keys, witness.verifier.vkey)


def publishing_note(folder: Path, signer: Signer) -> bytes:
    """The signed head as it stands."""
    signed = publishing.current(folder, [signer.verifier])
    assert signed is not None
    return signed.note


def _footage_log(base: Path, held: list[SegmentRow]) -> tuple[Log, Signer]:
    log, signer = Log(base / "footage"), _signer("footage", 2)
    for row in held:
        said = {name: getattr(row, name) for name in ("camera", "run", "seq", "start_us", "end_us", "bytes", "root")}
        log.append([canonical({"kind": "seg", "time": "2026-11-21T06:00:00Z", "previous": "", **said})])
    publishing.publish(log, [signer])
    return log, signer


def _signer(name: str, seed: int) -> Signer:
    return Signer(f"beholden/test/{name}", hashlib.sha256(bytes([seed])).digest())


__all__ = ["Made", "make", "replace", "rows", "us", "wishes"]
