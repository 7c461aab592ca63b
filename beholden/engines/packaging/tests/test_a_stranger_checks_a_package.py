"""A package proves itself with nothing but Python; whatever is done to it is named with camera and time (R15(1))."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from beholden.engines.packaging import zipping
from beholden.engines.packaging.stranger.verify import NoPackage, verify
from beholden.engines.packaging.tests.made import Made
from beholden.engines.packaging.tests.tampering import TAMPERINGS, Told, flip, original


def test_a_package_that_nobody_touched_is_proven_and_says_what_is_not(whole: Made) -> None:
    report = verify(whole.folder)
    assert report.findings == []
    assert len(report.proven) == 4  # logged, witnessed, originals, their own log
    assert "7 original files" in report.proven[2]
    assert "7 of them" in report.proven[3]
    assert [line for line in report.open if "compare" in line] == report.open


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda one: one.__name__)
def test_whatever_is_done_to_it_is_named_with_camera_and_time(tamper: Callable[[Path], Told], package: Path) -> None:
    expected = tamper(package)
    report = verify(package)
    assert {(one["code"], one["camera"], one["from"]) for one in report.findings} == expected


def test_another_key_than_the_units_proves_nothing(whole: Made) -> None:
    believed = verify(whole.folder, [whole.key, whole.footage_key], [whole.witness])
    assert not believed.findings
    assert not believed.open
    stranger = verify(whole.folder, [whole.key.replace("access", "other")], [])
    assert {one["code"] for one in stranger.findings} == {"proof", "logged"}


def test_three_commands_without_beholden(whole: Made, tmp_path: Path) -> None:
    with open(tmp_path / "x.zip", "wb") as file:
        for piece in zipping.stream(whole.folder, "x-test"):
            file.write(piece)
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "empty")
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin") or sys.executable
    how = [python, "-I", "verify.py", "--lang", "en"]
    told = subprocess.run(how, cwd=tmp_path / "empty/x-test", capture_output=True, text=True, check=False, env={})
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.endswith("\nproven\n")
    flip(original(tmp_path / "empty/x-test", "k-gate", 0), 5000)
    told = subprocess.run([*how, "--json"], cwd=tmp_path / "empty/x-test", capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert json.loads(told.stdout)["findings"][0]["camera"] == "k-gate"


def test_a_folder_that_is_no_export_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(NoPackage):
        verify(tmp_path)
    (tmp_path / "manifest.json").write_text('{"format": "something-else"}')
    with pytest.raises(NoPackage):
        verify(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
     "[]", "{",
     '{"format":"beholden-export/1"}', '{"format":"beholden-export/1","cameras":[{}],"utc_offset_minutes":0}',
     '{"format":"beholden-export/1","cameras":[],"utc_offset_minutes":"x"}', "[" * 100_000],
    ids=["list", "torn", "bare", "empty-camera", "offset", "deep"],
)  # fmt: skip
def test_a_manifest_that_makes_no_sense_is_one_finding_not_a_crash(text: str, package: Path) -> None:
    (package / "manifest.json").write_text(text)
    assert [one["code"] for one in verify(package).findings] == ["manifest"]


def test_a_path_that_leads_out_of_the_package_is_not_followed(package: Path) -> None:
    manifest = json.loads((package / "manifest.json").read_text("utf-8"))
    manifest["cameras"][0]["originals"][0]["file"] = "../../../etc/hostname"
    (package / "manifest.json").write_text(json.dumps(manifest))
    assert [one["code"] for one in verify(package).findings] == ["manifest"]
