"""The copies say in C2PA what they are, under a root of the installation; the originals stay as recorded (R15(1))."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from beholden.engines.packaging import closing, credentials, provenance
from beholden.engines.packaging.stranger.verify import verify
from beholden.engines.packaging.tests.made import Made
from beholden.engines.packaging.tests.tampering import flip, put

COPY = "playable/k-gate/001.mp4"


def root_of(folder: Path) -> str:
    return (folder / "c2pa-root.pem").read_text("ascii")


def test_the_manifest_holds_under_our_root_and_names_register_and_segments(whole: Made) -> None:
    told = provenance.check(whole.folder / COPY, root_of(whole.folder))
    assert (told.state, told.why) == ("trusted", [])
    assert (told.facts["register"], told.facts["export"], told.facts["kind"]) == (3127, "x-test", "evidence")
    roots = [one["root"] for one in told.facts["segments"]]
    assert len(roots) == 4
    assert all(len(root) == 64 for root in roots)
    for path in (whole.folder / "originals").rglob("*.mp4"):
        assert provenance.check(path, root_of(whole.folder)).state == "none"


def test_another_root_does_not_vouch_for_it(whole: Made) -> None:
    other = credentials.read(credentials.make("somebody", datetime.now(UTC)))
    assert provenance.check(whole.folder / COPY, other.root).state == "untrusted"


@pytest.mark.parametrize("share", [0.5, 0.98, 0.05], ids=["picture", "end", "manifest"])
def test_one_flipped_bit_breaks_it(package: Path, share: float) -> None:
    path = package / COPY
    flip(path, int(path.stat().st_size * share))
    assert provenance.check(path, root_of(package)).state == "broken"


def test_a_copy_with_a_manifest_still_plays_from_where_was_asked(whole: Made) -> None:
    if not shutil.which("ffprobe"):
        pytest.skip("no ffprobe here")
    how = ["ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0"]
    told = subprocess.run([*how, whole.folder / COPY], capture_output=True, text=True, check=True)
    assert (told.stdout.strip(), told.stderr) == (str((80 + 30) * 5), "")


def test_a_key_file_of_parts_that_do_not_belong_together_is_refused() -> None:
    one, other = (credentials.make("beholden/a", datetime.now(UTC)) for _ in range(2))
    assert credentials.read(one).root.encode() in one
    mixed = one[: one.index(b"-----BEGIN CERT")] + other[other.index(b"-----BEGIN CERT") :]
    for wrong in (mixed, one[:500], b"", b"\xff"):
        with pytest.raises(ValueError):
            credentials.read(wrong)


def test_our_own_verifier_checks_the_manifests_too(package: Path, whole: Made) -> None:
    report = verify(package)
    assert report.findings == []
    assert any("c2patool" in line for line in report.notes)
    closing.check_c2pa(package, report)
    assert report.findings == []
    assert any("C2PA manifests of 2 copies hold" in line for line in report.proven)
    bare = building_copy(package)
    report = verify(package)
    closing.check_c2pa(package, report)
    assert ("c2pa", "k-gate") in {(one["code"], one["camera"]) for one in report.findings}
    assert bare.is_file()


def building_copy(package: Path) -> Path:
    """The till's copy, signed by us, in the gate's place."""
    path = package / COPY
    put(path, (package / "playable/k-till/001.mp4").read_bytes())
    return path
