"""What somebody may do to a package, and what a verifier must then say: code, camera, and when it begins."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path

import av

GATE, TILL = "k-gate", "k-till"
FIRST, SECOND, THIRD = "2026-11-21 14:00:00+08:00", "2026-11-21 14:00:30+08:00", "2026-11-21 14:01:00+08:00"
Told = set[tuple[str, str, str]]


def original(folder: Path, camera: str, number: int) -> Path:
    """One of the originals of a camera, by time."""
    return sorted((folder / "originals" / camera).rglob("*.mp4"))[number]


def flip(path: Path, at: int) -> None:
    """One bit, in a copy: the file may be a link to the footage itself."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    put(path, bytes(data))


def put(path: Path, data: bytes) -> None:
    """Other bytes under a name, never through a link."""
    other = path.with_name("other")
    other.write_bytes(data)
    other.replace(path)


def bit_flipped(folder: Path) -> Told:
    """One bit in the middle of a picture."""
    path = original(folder, GATE, 1)
    flip(path, path.stat().st_size // 2)
    return {("changed", GATE, SECOND)}


def dropped(folder: Path) -> Told:
    """One file taken out."""
    original(folder, TILL, 2).unlink()
    return {("missing", TILL, THIRD)}


def dropped_and_hidden(folder: Path) -> Told:
    """One file taken out, of the manifest too."""
    path = original(folder, TILL, 1)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    till = next(one for one in manifest["cameras"] if one["camera"] == TILL)
    till["originals"] = [one for one in till["originals"] if not path.as_posix().endswith(one["file"])]
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    path.unlink()
    return {("dropped", TILL, SECOND), ("manifest_changed", "", "")}


def swapped(folder: Path) -> Told:
    """Two files under each other's names."""
    one, other = original(folder, GATE, 0), original(folder, GATE, 1)
    one.rename(folder / "x")
    other.rename(one)
    (folder / "x").rename(other)
    return {("swapped", GATE, FIRST), ("swapped", GATE, SECOND)}


def re_encoded(folder: Path) -> Told:
    """A file decoded and encoded anew: it looks the same."""
    path = original(folder, TILL, 0)
    out = io.BytesIO()
    with av.open(str(path)) as source, av.open(out, "w", format="mp4") as target:
        stream = target.add_stream("libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for frame in source.decode(video=0):
            target.mux(stream.encode(frame.reformat(format="yuv420p")))
        target.mux(stream.encode())
    put(path, out.getvalue())
    return {("not_original", TILL, FIRST)}


def clock_shifted(folder: Path) -> Told:
    """The file says it began an hour later."""
    path = original(folder, GATE, 2)
    data = path.read_bytes()
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    began = manifest["cameras"][0]["originals"][2]["start_us"]
    put(path, data.replace(str(began).encode(), str(began + 3_600_000_000).encode()))
    return {("clock", GATE, THIRD)}


def clock_shifted_everywhere(folder: Path) -> Told:
    """The manifest says an hour later for one file."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    entry = manifest["cameras"][1]["originals"][2]
    entry["start_us"] += 3_600_000_000
    entry["end_us"] += 3_600_000_000
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    later = "2026-11-21 15:01:00+08:00"
    return {("clock", TILL, later), ("logged", TILL, later), ("manifest_changed", "", "")}


def another_camera(folder: Path) -> Told:
    """A file of the other camera under this one's name, the file not in the manifest's list elsewhere."""
    path = original(folder, GATE, 1)
    data = path.read_bytes().replace(b'"camera":"k-gate"', b'"camera":"k-till"')
    put(path, data)
    return {("camera", GATE, SECOND)}


def joined_copy_changed(folder: Path) -> Told:
    """The copy for watching is another."""
    path = folder / "playable" / GATE / "001.mp4"
    flip(path, path.stat().st_size - 10)
    return {("copy", GATE, "2026-11-21 14:00:10+08:00")}


def added(folder: Path) -> Told:
    """A file more than was exported."""
    path = original(folder, GATE, 0)
    os.link(path, path.with_name("235959.mp4"))
    return {("unlisted", "", "")}


def entry_forged(folder: Path) -> Told:
    """Manifest and what opens the log's entry forged together."""
    import hashlib

    data = (folder / "manifest.json").read_bytes().replace(b'"register": 3127', b'"register": 3126')
    (folder / "manifest.json").write_bytes(data)
    opening = json.loads((folder / "export.json").read_text("utf-8"))
    opening["body"]["manifest"] = hashlib.sha256(data).hexdigest()
    (folder / "export.json").write_text(json.dumps(opening), "utf-8")
    return {("entry", "", "")}


def proof_forged(folder: Path) -> Told:
    """The signed head says another size."""
    path = folder / "proofs.tlog-proof"
    path.write_bytes(path.read_bytes().replace(b"/access\n2\n", b"/access\n3\n"))
    return {("proof", "", "")}


def another_root(folder: Path) -> Told:
    """Somebody else's root certificate."""
    from datetime import UTC, datetime

    from beholden.engines.packaging import credentials

    other = credentials.read(credentials.make("somebody", datetime.now(UTC)))
    put(folder / "c2pa-root.pem", other.root.encode())
    return {("c2pa_root", "", "")}


def cut_short(folder: Path) -> Told:
    """The copying of the manifest broke off."""
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes()[:500])
    return {("manifest", "", "")}


TAMPERINGS: tuple[Callable[[Path], Told], ...] = (
    bit_flipped, dropped, dropped_and_hidden, swapped, re_encoded, clock_shifted, clock_shifted_everywhere,
    another_camera, joined_copy_changed, added, entry_forged, proof_forged, another_root,
    cut_short,
)  # fmt: skip
