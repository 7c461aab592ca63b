"""Is this export what the cameras recorded? One file, Python 3.8 or newer, no network, nothing to install.

  python3 verify.py                     in the unpacked folder; or: python3 verify.py FOLDER
  python3 verify.py --key 'VKEY'        with the log's public key as the unit made it known (compare it with log.vkey)

Exit 0 it proves itself, 1 it does not, 2 this is no export. Regulation 799, Articles 15(1) and 16.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from beholden.engines.packaging.stranger.proving import Broken, Key, node, read_proof
from beholden.engines.packaging.stranger.words import NOTES, OPEN, PROVEN, WORDS

FORMAT = "beholden-export/1"
CHUNK = 64 << 10
HEADER = bytes.fromhex("5a5b121e85c25368b572bbdeb8cf5036")
TRAILER = bytes.fromhex("b540a8d9582658cbbb6d36048414fd7c")
LARGEST_TEXT = 64 << 20  # bytes of JSON or proof that are read at once
_ROOT = re.compile(r"[0-9a-f]{64}")


class NoPackage(Exception):
    """The folder is no export."""


class Report:
    """What was found. ``findings`` dicts of code, camera, from, to, file, why; the others sentences."""

    def __init__(self, chinese: bool = False) -> None:
        self.chinese = chinese
        self.findings: list[dict[str, str]] = []
        self.proven: list[str] = []
        self.open: list[str] = []
        self.notes: list[str] = []
        self.offset = 0  # minutes east of UTC in which times are told

    def found(self, code: str, camera: str = "", begin: Any = None, end: Any = None, **words: object) -> None:
        """Add a finding."""
        why = WORDS[code][0 if self.chinese else 1].format(**words)
        told = {"code": code, "camera": camera, "from": self.when(begin), "to": self.when(end), "why": why}
        self.findings.append({**told, "file": str(words.get("file", ""))})

    def say(self, table: dict[str, tuple[str, str]], code: str, **words: object) -> None:
        """Add a sentence to what is proven, open or only told."""
        told = self.proven if table is PROVEN else self.open if table is OPEN else self.notes
        told.append(table[code][0 if self.chinese else 1].format(**words))

    def when(self, at_us: Any) -> str:
        """A time for a person, in the package's own offset."""
        if not _whole(at_us) or at_us > 1 << 53:
            return ""
        shown = time.gmtime(at_us // 1_000_000 + self.offset * 60)
        sign, minutes = "-" if self.offset < 0 else "+", abs(self.offset)
        return time.strftime("%Y-%m-%d %H:%M:%S", shown) + f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"


def verify(
    folder: Path, keys: list[str] | None = None, witnesses: list[str] | None = None, chinese: bool = False
) -> Report:
    """Check a whole export. ``keys``, ``witnesses``: vkeys to believe instead of those that came along.

    Raises NoPackage, OSError.
    """
    report = Report(chinese)
    data = _text(folder, "manifest.json")
    if data is None:
        raise NoPackage("there is no manifest.json")
    known = _vkeys(keys if keys is not None else _lines(folder, "log.vkey"))
    seen = _vkeys(witnesses if witnesses is not None else _lines(folder, "witness.vkey"))
    try:
        manifest = json.loads(data)
        if manifest.get("format") != FORMAT:
            raise NoPackage(f"this is no export of the format {FORMAT}")
        cameras = [_camera(one) for one in manifest["cameras"]]
        report.offset = manifest["utc_offset_minutes"]
        if not _whole(abs(report.offset)) or abs(report.offset) > 14 * 60:
            raise ValueError("offset")
        viewing, c2pa = manifest.get("kind", "evidence") == "viewing", manifest.get("c2pa")
        if c2pa is not None and not (isinstance(c2pa, dict) and _ROOT.fullmatch(c2pa["root"])):
            raise ValueError("c2pa")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        report.found("manifest")
        return report
    _check_log(folder, data, known, seen, report)
    logged = _check_files(folder, cameras, known, report)
    _check_c2pa(folder, cameras, c2pa, report)
    if viewing:
        report.say(NOTES, "viewing")
    if not report.findings and viewing:
        report.say(PROVEN, "copies", count=sum(len(one["playable"]) for one in cameras))
    elif not report.findings:
        count = sum(len(one["originals"]) for one in cameras)
        report.say(PROVEN, "originals", count=count)
        if logged:
            report.say(PROVEN, "footage", count=logged)
        if logged < count:
            report.say(OPEN, "footage", count=count - logged)
    if keys is None:
        report.say(OPEN, "key")
    return report


def _camera(one: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(one["camera"], str) or not (_whole(one["from_us"]) and _whole(one["to_us"])):
        raise ValueError("camera")
    for entry in [*one["originals"], *one["playable"]]:
        if not (isinstance(entry["file"], str) and _safe(entry["file"]) and _ROOT.fullmatch(entry["root"])):
            raise ValueError("file")
    for entry in one["originals"]:
        if not all(_whole(entry[name]) for name in ("seq", "start_us", "end_us", "bytes")):
            raise ValueError("original")
        if entry["proof"] is not None and not _safe(entry["proof"]):
            raise ValueError("proof")
        if not (isinstance(entry["run"], str) and isinstance(entry["previous"], str)):
            raise ValueError("run")
    for gap in one["gaps"]:
        if not (_whole(gap["from_us"]) and _whole(gap["to_us"])):
            raise ValueError("gap")
    return one


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _safe(path: str) -> bool:
    parts = path.split("/")
    return len(path) < 300 and "\\" not in path and ":" not in path and not any(p in ("", ".", "..") for p in parts)


def _check_log(folder: Path, manifest: bytes, keys: list[Key], witnesses: list[Key], report: Report) -> None:
    """The manifest's hash is what the log's entry commits to, and the entry is under a signed root."""
    try:
        proof = read_proof(_text(folder, "proofs.tlog-proof"))
        origin, seen = proof.check(keys, witnesses)
        entry = json.loads(proof.extra)
    except (Broken, ValueError, RecursionError) as error:
        report.found("proof", why=str(error))
        return
    try:
        opening = json.loads(_text(folder, "export.json") or b"")
        body, salt = opening["body"], bytes.fromhex(opening["salt"])
        plain = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        if entry["kind"] != "export" or hashlib.sha256(salt + plain).hexdigest() != entry["commitment"]:
            raise ValueError("commitment")
        said = body["manifest"]
    except (ValueError, KeyError, TypeError, RecursionError):
        report.found("entry")
        return
    if said != hashlib.sha256(manifest).hexdigest():
        report.found("manifest_changed")
        return
    report.say(PROVEN, "log", origin=origin, index=proof.index)
    for name in seen:
        report.say(PROVEN, "witness", name=name)
    if not seen:
        report.say(OPEN, "witness")


def _check_files(folder: Path, cameras: list[dict[str, Any]], keys: list[Key], report: Report) -> int:
    """Every file is there and is what it was; returns how many stand in the log of footage."""
    logged, listed = 0, set()
    owner = {entry["root"]: (camera, entry) for camera in cameras for entry in camera["originals"]}
    for camera in cameras:
        before: dict[str, Any] | None = None
        for entry in sorted(camera["originals"], key=lambda one: one["start_us"]):
            listed.add(entry["file"])
            place = (camera["camera"], entry["start_us"], entry["end_us"])
            root = root_of(folder / entry["file"])
            if root is None:
                report.found("missing", *place, file=entry["file"])
            else:
                _check_original(folder, camera, entry, root, owner, report)
            _check_chain(camera, before, entry, report)
            before = entry
            if entry["proof"] is not None:
                logged += _check_logged(folder, camera, entry, keys, report)
        for entry in camera["playable"]:
            listed.add(entry["file"])
            root = root_of(folder / entry["file"])
            if root != entry["root"]:
                code = "missing" if root is None else "copy"
                report.found(code, camera["camera"], entry["from_us"], entry["to_us"], file=entry["file"])
    for extra in sorted(set(_footage(folder)) - listed):
        report.found("unlisted", file=extra)
    return logged


def _check_c2pa(folder: Path, cameras: list[dict[str, Any]], said: Any, report: Report) -> None:
    """The root certificate is the one the manifest names; what it signed is for others to check."""
    if said is None:
        return
    data = _text(folder, "c2pa-root.pem")
    if data is None or hashlib.sha256(data).hexdigest() != said["root"]:
        report.found("c2pa_root", file="c2pa-root.pem")
    signed = [entry["file"] for camera in cameras for entry in camera["playable"] if entry.get("c2pa") is True]
    if signed:
        report.say(NOTES, "c2pa", count=len(signed), file=signed[0])


def _check_original(
    folder: Path, camera: dict[str, Any], entry: dict[str, Any], root: str, owner: dict[str, Any], report: Report
) -> None:
    name, place = entry["file"], (camera["camera"], entry["start_us"], entry["end_us"])
    if root != entry["root"] and root in owner:
        other_camera, other = owner[root]
        when = f"{other_camera['camera']} {report.when(other['start_us'])}"
        report.found("swapped", *place, file=name, other=other["file"], when=when)
        return
    with open(folder / name, "rb") as file:
        head = own_words(file)
    if head is None:
        report.found("not_original", *place, file=name)
        return
    begin, end = head.get("start_us"), head.get("end_us", entry["end_us"])
    if begin != entry["start_us"]:
        said = report.when(begin)
        report.found("clock", *place, file=name, said=said or str(begin)[:30], when=report.when(entry["start_us"]))
    elif end != entry["end_us"]:
        report.found("clock", *place, file=name, said=f"… {report.when(end)}", when=f"… {report.when(entry['end_us'])}")
    elif head.get("camera") != camera["camera"]:
        report.found("camera", *place, file=name, said=str(head.get("camera"))[:64])
    elif root != entry["root"]:
        report.found("changed", *place, file=name)
    elif (head.get("run"), head.get("seq"), head.get("previous")) != (entry["run"], entry["seq"], entry["previous"]):
        report.found("chain", *place, file=name)


def _check_chain(camera: dict[str, Any], before: Any, entry: dict[str, Any], report: Report) -> None:
    """Files of one run follow each other by number and hash, unless the manifest tells of a gap between them."""
    place = (camera["camera"], entry["start_us"], entry["end_us"])
    if before is None:
        if entry["start_us"] > camera["from_us"] and not _gap(camera, camera["from_us"], entry["start_us"]):
            report.found("dropped", camera["camera"], camera["from_us"], entry["start_us"], file=entry["file"], seq="…")
        return
    if entry["run"] != before["run"]:
        return
    if entry["seq"] == before["seq"] + 1:
        if entry["previous"] != before["root"]:
            report.found("chain", *place, file=entry["file"])
    elif not _gap(camera, before["end_us"], entry["start_us"]):
        reach = (camera["camera"], before["end_us"], entry["start_us"])
        report.found("dropped", *reach, file=entry["file"], seq=before["seq"] + 1)


def _gap(camera: dict[str, Any], begin: int, end: int) -> bool:
    return any(gap["from_us"] < max(end, begin + 1) and gap["to_us"] > begin for gap in camera["gaps"])


def _check_logged(folder: Path, camera: dict[str, Any], entry: dict[str, Any], keys: list[Key], report: Report) -> int:
    """Whether the log of footage says of a file what the manifest says; 1 when it does."""
    place = (camera["camera"], entry["start_us"], entry["end_us"])
    try:
        proof = read_proof(_text(folder, entry["proof"]))
        proof.check(keys, [])
        said = json.loads(proof.extra)
        if said.get("kind") != "seg" or said.get("camera") != camera["camera"]:
            raise Broken("kind, camera")
        for name in ("run", "seq", "start_us", "end_us", "bytes", "root"):
            if said.get(name) != entry[name]:
                raise Broken(f"{name}: {str(said.get(name))[:64]} ≠ {str(entry[name])[:64]}")
    except (Broken, ValueError, AttributeError, RecursionError) as error:
        report.found("logged", *place, why=str(error), file=entry["file"])
        return 0
    return 1


def _footage(folder: Path) -> Iterator[str]:
    for top in ("originals", "playable"):
        for path in (folder / top).rglob("*"):
            if not path.is_dir():
                yield path.relative_to(folder).as_posix()


# what a file is known by


def root_of(path: Path) -> str | None:
    """RFC 6962 root over the SHA-256 of each 64 KiB of a file, hex; None when there is no such file."""
    if not path.is_file():
        return None
    with open(path, "rb") as file:
        level = []
        while True:
            piece = file.read(CHUNK)
            if not piece:
                break
            level.append(hashlib.sha256(b"\0" + hashlib.sha256(piece).digest()).digest())
    if not level:
        return hashlib.sha256().hexdigest()
    while len(level) > 1:
        paired = [node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = paired + ([level[-1]] if len(level) % 2 else [])
    return level[0].hex()


def own_words(file: BinaryIO) -> dict[str, Any] | None:
    """What a recorded file says of itself: its header, with ``end_us`` from its trailer. None when it has no header."""
    said: dict[str, Any] | None = None
    at = 0
    end = file.seek(0, os.SEEK_END)
    while at + 8 <= end:
        file.seek(at)
        head = file.read(24)
        size = int.from_bytes(head[:4], "big")
        if size == 1:
            size = int.from_bytes(head[8:16], "big")
        if size < 8 or at + size > end:
            break
        if head[4:8] == b"uuid" and head[8:24] in (HEADER, TRAILER) and size < CHUNK:
            try:
                body = json.loads(file.read(size - 24))
            except (ValueError, RecursionError):
                body = None
            if not isinstance(body, dict):
                return said
            if head[8:24] == HEADER:
                said = body
            elif said is not None and "end_us" in body:
                said["end_us"] = body["end_us"]
        at += size
    return said


# reading and saying


def _text(folder: Path, name: str) -> bytes | None:
    if not (folder / name).is_file():
        return None
    with open(folder / name, "rb") as file:
        return file.read(LARGEST_TEXT)


def _lines(folder: Path, name: str) -> list[str]:
    return [line for line in (_text(folder, name) or b"").decode("utf-8", "replace").splitlines() if line.strip()]


def _vkeys(lines: list[str]) -> list[Key]:
    found = []
    for line in lines:
        try:
            found.append(Key(line))
        except (ValueError, IndexError):
            continue  # a key of a kind not known here proves nothing, and spoils nothing
    return found


def main() -> int:
    """The command."""
    parse = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parse.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parse.add_argument("--key", action="append", default=None, metavar="VKEY")
    parse.add_argument("--witness", action="append", default=None, metavar="VKEY")
    parse.add_argument(
        "--lang", choices=("zh", "en"), default="zh" if os.environ.get("LANG", "").startswith("zh") else "en"
    )
    parse.add_argument("--json", action="store_true")
    args = parse.parse_args()
    try:
        report = verify(args.folder, args.key, args.witness, args.lang == "zh")
    except (NoPackage, OSError) as error:
        sys.stderr.write(f"{args.folder}: {error}\n")
        return 2
    say(report, args.json, sys.stdout.write)
    return 1 if report.findings else 0


def say(report: Report, as_json: bool, write: Any) -> None:
    """Tell the report, a line each, or as one JSON object."""
    if as_json:
        told = {"verdict": "not proven" if report.findings else "proven", "findings": report.findings}
        write(
            json.dumps(
                {**told, "proven": report.proven, "open": report.open, "notes": report.notes}, ensure_ascii=False
            )
            + "\n"
        )
        return
    for one in report.findings:
        place = " · ".join(part for part in (one["camera"], one["from"], one["to"]) if part)
        write("✗ " + (f"[{place}] " if place else "") + one["why"] + "\n")
    for line in report.proven:
        write(f"✓ {line}\n")
    for line in report.open:
        write(f"? {line}\n")
    for line in report.notes:
        write(f"i {line}\n")
    verdicts = ("不能证明", "not proven") if report.findings else ("已证明", "proven")
    write(verdicts[0 if report.chinese else 1] + "\n")


if __name__ == "__main__":
    sys.exit(main())
