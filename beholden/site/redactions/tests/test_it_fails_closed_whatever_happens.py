"""No detector, a killed engine, a full disk, an audit that finds something: no file, one sentence (R22)."""

from __future__ import annotations

import errno
import json
import os
import textwrap
from pathlib import Path

import pytest
from django.conf import settings

from beholden.site.access.tests.stage import Stage, sign_in
from beholden.site.redactions import running, services
from beholden.site.redactions.models import Redaction
from beholden.site.redactions.services import making
from beholden.site.redactions.tests.test_a_copy_is_made_over_the_recorded_files import asked

# what an engine does in its folder before it ends; the real one is tested beside this and in its own room
BEGINS = "import hashlib, json, os, pathlib, signal, sys, time\nwork = pathlib.Path(sys.argv[-1])\n"
COPY = "data = b'masked' * 999\n(work / 'masked.mp4').write_bytes(data)\nsha = hashlib.sha256(data).hexdigest()\n"


def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """An engine that does this instead."""
    (tmp_path / "an_engine.py").write_text(BEGINS + textwrap.dedent(script))
    monkeypatch.setattr(running, "MODULE", "an_engine")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(making, "TOLD_EVERY", 0.1)


def said(why: str, left: int = 1) -> str:
    """The engine's last word."""
    word = json.dumps({"outcome": "failed", "why": why, "audit": {"left": left}})
    return f"(work / 'result.json').write_text({word!r})"


CASES = {
    "no-detector": (said("detector_missing"), "detector", "没有安装检测模型"),
    "crashed": (said("detector_failed"), "crashed", "检测程序中途出错"),
    "damaged": (said("source_damaged"), "damaged", "一半以上无法解码"),
    "altered": (said("source_altered"), "altered", "与录制时不一致（占一半以上"),
    "full": (said("disk_full"), "disk", "磁盘空间不足"),
    "left": (COPY + said("audit_left"), "audit", "复查发现仍有没遮住的地方"),
    "killed": (COPY + "os.kill(os.getpid(), signal.SIGKILL)", "killed", "处理程序被中断"),
    "unknown": (COPY + "sys.exit(3)", "killed", "处理程序被中断"),
    "another-file": (
        COPY + "(work / 'result.json').write_text(json.dumps({'outcome': 'done', 'sha256': '0' * 64, 'pictures': 1,"
        "'seconds': 1, 'audit': {'looked': 1, 'left': 0}}))",
        "crashed",
        "检测程序中途出错",
    ),
    "done-but-left": (
        COPY + "(work / 'result.json').write_text(json.dumps({'outcome': 'done', 'sha256': sha, 'pictures': 1,"
        "'seconds': 1, 'audit': {'looked': 1, 'left': 2}}))",
        "audit",
        "复查发现仍有没遮住的地方",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_without_a_whole_audited_copy_there_is_no_file_and_one_sentence(
    recorded: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    script, why, sentence = CASES[name]
    engine(tmp_path, monkeypatch, script)
    made = asked(recorded)
    assert services.make_all() == 0
    made.refresh_from_db()
    assert (made.state, made.why) == ("failed", why)
    assert not list((settings.DATA / "redactions").glob("*/*.mp4"))
    browser = sign_in(recorded.cast.guard)
    page = browser.get(f"/redactions/{made.code}").content.decode()
    assert sentence in page
    assert "没有生成任何文件" in page
    assert "登记并观看" not in page
    again = browser.post(f"/redactions/{made.code}/acts/retry", {"revision": made.revision})
    assert again.status_code == 302
    assert Redaction.objects.get().state == "making"


def test_the_disks_reserve_is_not_touched_before_nor_meanwhile(
    recorded: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine(tmp_path, monkeypatch, COPY + "time.sleep(60)")
    calls: list[int] = []

    def full(_folder: Path, size: int) -> None:
        calls.append(size)
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(making, "_need_room", full)
    made = asked(recorded)
    assert services.make_all() == 0
    made.refresh_from_db()
    assert (made.state, made.why, calls[0] > 0) == ("failed", "disk", True)
    assert not list((settings.DATA / "redactions").glob("*/*.mp4"))


def test_cancelled_meanwhile_the_engine_ends_and_its_folder_goes(
    recorded: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = json.dumps({"stage": "finding", "fraction": 0.4})
    engine(tmp_path, monkeypatch, f"(work / 'progress.json').write_text({word!r})\ntime.sleep(60)")
    made = asked(recorded)
    told = making._tell

    def cancelled(redaction: Redaction) -> None:
        told(redaction)
        redaction.refresh_from_db()
        if redaction.done:
            assert (redaction.done, redaction.stage) == (400, "finding")
            services.act(recorded.cast.guard, redaction, "cancel")

    monkeypatch.setattr(making, "_tell", cancelled)
    assert services.make_all() == 0
    made.refresh_from_db()
    assert made.state == "cancelled"
    assert not made.work.exists()


class Killed(BaseException):
    """What ends the jobs process at any line."""


def test_killed_with_everything_it_begins_anew_three_times_at_most(
    recorded: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine(tmp_path, monkeypatch, "time.sleep(60)")

    def killed(_redaction: Redaction) -> None:
        raise Killed

    monkeypatch.setattr(making, "_tell", killed)
    made = asked(recorded)
    for time in range(making.MOST_TRIES):
        with pytest.raises(Killed):
            services.make_all()
        made.refresh_from_db()
        assert (made.state, made.tries) == ("making", time + 1)
    assert services.make_all() == 0
    made.refresh_from_db()
    assert (made.state, made.why) == ("failed", "killed")


def test_whose_leave_ended_meanwhile_gets_none_and_an_engine_knows_no_secret_of_ours(
    recorded: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEHOLDEN_SECRET_KEY", "a-secret")
    engine(tmp_path, monkeypatch, "(work / 'env.json').write_text(json.dumps(sorted(os.environ)))")
    made = asked(recorded)
    services.make_all()
    known = json.loads((made.work / "env.json").read_text())
    assert "BEHOLDEN_SECRET_KEY" not in known
    assert "DJANGO_SETTINGS_MODULE" not in known
    Redaction.objects.update(state="making")
    recorded.cast.guard.is_active = False
    recorded.cast.guard.save()
    assert services.make_all() == 0
    made.refresh_from_db()
    assert (made.state, made.why) == ("failed", "revoked")
