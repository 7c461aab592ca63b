"""What makes a package prove itself: its manifest, and the proofs that the manifest and the originals are logged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from beholden.engines.ledger import canonical
from beholden.engines.packaging import handing, provenance
from beholden.engines.packaging.building import original
from beholden.engines.packaging.contents import Built, Finish
from beholden.engines.packaging.stranger.verify import FORMAT, Report
from beholden.engines.packaging.stranger.words import PROVEN
from beholden.engines.video.index import SegmentRow

MANIFEST: Final = "manifest.json"
C2PA_ROOT: Final = "c2pa-root.pem"

# the proof of a file's entry in the log of footage, None when there is none
FootageProof = Callable[[SegmentRow], bytes | None]


def write_manifest(
    package: Path,
    built: Sequence[Built],
    number: str,
    unit: str,
    made: datetime,
    proof_of: FootageProof,
    finish: Finish | None = None,
) -> str:
    """Write the manifest and the proofs of the originals; returns the manifest's SHA-256, hex. Raises OSError.

    ``number`` names the export, ``made`` is aware; its offset is the one in which times are told. ``finish`` is what
    the package was built with: a viewing copy says so, and the root of its C2PA manifests comes along.
    """
    finish = finish or Finish()
    offset = made.utcoffset() or timedelta(0)
    told: dict[str, Any] = {
        "format": FORMAT,
        "kind": "evidence" if finish.mark is None else "viewing",
        "number": number,
        "unit": unit,
        "made": made.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "utc_offset_minutes": int(offset.total_seconds() // 60),
        "cameras": [_camera(package, one, proof_of) for one in built],
    }
    if finish.credential is not None:
        told["c2pa"] = {"root": finish.credential.fingerprint}
        (package / C2PA_ROOT).write_text(finish.credential.root, "ascii")
    data = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    (package / MANIFEST).write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def close(
    package: Path,
    body: dict[str, Any],
    salt: bytes,
    proof: bytes,
    keys: Sequence[str],
    witnesses: Sequence[str],
) -> None:
    """Add what proves the manifest: ``body`` and ``salt`` open the log's entry in ``proof``. Raises OSError.

    ``keys``, ``witnesses``: vkeys of the logs and of their witnesses.
    """
    opening = {"body": json.loads(canonical(body)), "salt": salt.hex()}
    (package / "export.json").write_text(json.dumps(opening, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
    (package / "proofs.tlog-proof").write_bytes(proof)
    (package / "log.vkey").write_text("".join(f"{key}\n" for key in keys), "utf-8")
    if witnesses:
        (package / "witness.vkey").write_text("".join(f"{key}\n" for key in witnesses), "utf-8")
    (package / "README.txt").write_text(handing.read_me(), "utf-8")
    (package / "verify.py").write_text(handing.verify_py(), "utf-8")
    (package / "verify.html").write_text(handing.verify_html(), "utf-8")


def check_c2pa(package: Path, report: Report) -> None:
    """Add to the report on a package what its C2PA manifests come to; the stranger's verifier leaves them to others."""
    told = json.loads((package / MANIFEST).read_text("utf-8"))
    root = package / C2PA_ROOT
    signed = [(one, entry) for one in told["cameras"] for entry in one["playable"] if entry.get("c2pa") is True]
    if not signed or not root.is_file():
        return
    held = 0
    for camera, entry in signed:
        path = package / entry["file"]
        found = provenance.check(path, root.read_text("ascii")) if path.is_file() else provenance.Told("none")
        if found.state == "trusted" and found.facts.get("register") == camera["register"]:
            held += 1
            continue
        why = "、".join([found.state, *found.why])
        report.found("c2pa", camera["camera"], entry["from_us"], entry["to_us"], file=entry["file"], why=why)
    if held:
        report.say(PROVEN, "c2pa", count=held)


def _camera(package: Path, built: Built, proof_of: FootageProof) -> dict[str, Any]:
    wanted = built.wanted
    return {
        "camera": wanted.camera,
        "name": wanted.name,
        "system": wanted.system,
        "register": wanted.register,
        "from_us": wanted.from_us,
        "to_us": wanted.to_us,
        "gaps": built.gaps,
        "originals": [_original(package, row, proof_of) for row in built.rows],
        "playable": built.playable,
    }


def _original(package: Path, row: SegmentRow, proof_of: FootageProof) -> dict[str, Any]:
    proof, place = proof_of(row), None
    if proof is not None:
        place = f"footage/{row.camera}/{row.start_us}.tlog-proof"
        (package / place).parent.mkdir(parents=True, exist_ok=True)
        (package / place).write_bytes(proof)
    return {
        "file": original(row),
        "run": row.run,
        "seq": row.seq,
        "start_us": row.start_us,
        "end_us": row.end_us,
        "bytes": row.bytes,
        "root": row.root,
        "previous": row.previous,
        "clock_offset_us": row.clock_offset_us,
        "lost_packets": row.lost,
        "proof": place,
    }
