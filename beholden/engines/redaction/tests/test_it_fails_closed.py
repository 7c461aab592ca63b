"""Whatever goes wrong is named, and no copy is left: not a damaged one, not half a one, none with a face in it."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from beholden.engines.redaction import detectors, jobs, working
from beholden.engines.redaction.detectors import DetectorFailed, Found
from beholden.engines.redaction.plan import Box, Plan, Purpose
from beholden.engines.redaction.tests.made import Actor, ask, done, film, told

STANDS: Actor = (60, lambda at: (440, 200))
PLAN = Plan(Purpose.INDIVIDUAL)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("fails") / "source.mp4", [STANDS], 1.2)


def refused(folder: Path, sources: Any, **more: Any) -> dict[str, Any]:
    """No copy, no piece of one, no unmasked picture."""
    result = done(folder, sources, PLAN, **more)
    assert result["outcome"] == "failed"
    assert {one.name for one in folder.iterdir()} <= {"job.json", "result.json", "progress.json", "tracks.json"}
    return result


@pytest.mark.parametrize(
    ("sources", "why"),
    [
        (["gone.mp4"], "source_missing"),
        (["text.mp4"], "source_damaged"),
        (["empty.mp4"], "source_damaged"),
        ([], "no_picture"),
        ([{"path": "source.mp4", "from_s": 90}], "no_picture"),
    ],
    ids=["gone", "text", "empty", "none", "after_the_end"],
)
def test_a_source_that_is_none_is_named(source: Path, tmp_path: Path, sources: list[Any], why: str) -> None:
    (tmp_path / "text.mp4").write_text("nothing to see " * 100)
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "source.mp4").symlink_to(source)
    rows = [one if isinstance(one, dict) else {"path": one} for one in sources]
    rows = [{**one, "path": str(tmp_path / one["path"])} for one in rows]
    assert refused(tmp_path / "job", rows)["why"] == why


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"sources": [{"path": 7}], "plan": {"purpose": "mosaic"}}', "\x00"])
def test_a_job_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "job.json").write_text(text)
    assert not jobs.run(tmp_path)
    assert told(tmp_path, "result")["why"] == "job_unreadable"


def test_a_plan_that_is_none_says_what_is_wrong_with_it(source: Path, tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text('{"sources": [], "plan": {"purpose": "fun"}}')
    assert not jobs.run(tmp_path)
    assert told(tmp_path, "result")["where"]["plan"] == "purpose"


def test_without_a_detector_there_is_no_copy(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(tmp_path / "a", [source], face_model=str(tmp_path / "none.onnx"))["why"] == "detector_missing"
    (tmp_path / "bad.onnx").write_bytes(b"not a model" * 100)
    assert refused(tmp_path / "b", [source], face_model=str(tmp_path / "bad.onnx"))["why"] == "detector_failed"

    def uninstalled(name: str) -> Any:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(detectors.metadata, "distribution", uninstalled)
    assert refused(tmp_path / "c", [source])["why"] == "detector_missing"
    monkeypatch.setitem(sys.modules, "beholden.engines.redaction.working", None)
    monkeypatch.delattr("beholden.engines.redaction.working")
    assert refused(tmp_path / "d", [source])["why"] == "detector_missing"


class Scripted:
    """A detector that does as it is told from its nth picture on."""

    name = "scripted"

    def __init__(self, after: int, found: list[Found] | None) -> None:
        self.after, self.found, self.asked = after, found, 0

    def find(self, planes: Any, least: float, part: Any = None) -> list[Found]:
        self.asked += 1
        if self.asked <= self.after:
            return []
        if self.found is None:
            raise DetectorFailed("broke down")
        return self.found


def test_a_detector_that_breaks_down_in_the_middle_leaves_no_copy(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, after in enumerate((1, 5)):  # while it finds, while it audits
        monkeypatch.setattr(working, "faces", lambda model, after=after: Scripted(after, None))
        assert refused(tmp_path / str(place), [source])["why"] == "detector_failed"


def test_what_the_audit_still_sees_after_the_last_round_never_leaves(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everywhere = [Found(Box(0.4, 0.4, 0.1, 0.1), 0.9)]
    monkeypatch.setattr(working, "faces", lambda model: Scripted(0, everywhere))
    result = refused(tmp_path / "job", [source])
    assert result["why"] == "audit_left"
    assert result["audit"]["left"] > 0 and result["audit"]["rounds"] == 3


def test_what_the_audit_finds_once_is_covered_and_kept_as_a_track(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = detectors.faces()

    class Blind:
        """Finds nothing until it audits."""

        name = "blind"

        def find(self, planes: Any, least: float, part: Any = None) -> list[Found]:
            return real.find(planes, least) if least >= 0.5 else []

    monkeypatch.setattr(working, "faces", lambda model: Blind())
    result = done(tmp_path / "job", [source], PLAN)
    assert result["outcome"] == "done"
    assert result["audit"]["repaired"] > 0 and result["audit"]["rounds"] > 1
    tracks = told(tmp_path / "job", "tracks")["tracks"]
    assert sum(one["kind"] == "face" for one in tracks) == result["audit"]["repaired"]


def started(folder: Path, largest: int | None = None, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    def limit() -> None:
        if largest:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    command = [sys.executable, "-m", "beholden.engines.redaction", str(folder)]
    return subprocess.Popen(command, preexec_fn=limit, stdin=stdin, stderr=subprocess.PIPE)


@pytest.mark.server
def test_a_full_disk_is_named_and_leaves_nothing(source: Path, tmp_path: Path) -> None:
    ask(tmp_path / "job", [source] * 8, PLAN)
    with started(tmp_path / "job", largest=8192) as process:
        _, said = process.communicate(timeout=100)
    assert process.returncode == 1, said
    assert told(tmp_path / "job", "result")["why"] == "disk_full"
    assert (tmp_path / "job" / "tracks.json").exists(), "it was full before anything was covered"
    assert not list((tmp_path / "job").glob("masked*"))


@pytest.mark.server
@pytest.mark.parametrize("stage", ["finding", "covering", "checking"])
def test_killed_at_any_stage_nothing_is_left_and_the_next_run_is_clean(
    source: Path, tmp_path: Path, stage: str
) -> None:
    job = tmp_path / "job"
    ask(job, [source] * 12, PLAN)
    (job / "masked.mp4").write_bytes(b"of an earlier run")
    with started(job) as process:
        while process.poll() is None and _stage(job) != stage:
            time.sleep(0.02)
        process.kill()
    assert process.returncode == -signal.SIGKILL, "it was too fast to be killed"
    assert {one.name for one in job.iterdir()} <= {"job.json", "progress.json", "tracks.json"}
    ask(job, [source], PLAN)
    assert done(job, [source], PLAN)["outcome"] == "done"


@pytest.mark.server
@pytest.mark.parametrize("how", ["terminated", "outlived"])
def test_asked_to_stop_it_says_so(source: Path, tmp_path: Path, how: str) -> None:
    job = tmp_path / "job"
    ask(job, [source] * 12, PLAN)
    with started(job, stdin=subprocess.PIPE) as process:
        while process.poll() is None and not (job / "progress.json").exists():
            time.sleep(0.02)
        if how == "terminated":
            process.terminate()
        else:
            assert process.stdin
            process.stdin.close()
        process.wait(60)
    assert process.returncode == 1
    assert told(job, "result")["why"] == "stopped"
    assert not list(job.glob("masked*"))


def _stage(job: Path) -> str:
    try:
        return str(told(job, "progress")["stage"])
    except FileNotFoundError:
        return ""
