"""A child that cannot live is started again, less and less often; a stubborn one is killed in the end."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.server

FAMILY = """
import sys
from beholden.cli import children
children.PATIENCE = 1.5
family = children.Family([{children}])
family.start()
sys.stdout.write("started\\n")
sys.stdout.flush()
family.watch()
"""
QUICK = 'children.Child("quick", [sys.executable, "-c", "pass"])'
STUBBORN = (
    'children.Child("stubborn", [sys.executable, "-c",'
    ' "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"])'
)
PARENT = (
    'children.Child("parent", [sys.executable, "-c",'
    ' "import subprocess, time; p = subprocess.Popen([\\"sleep\\", \\"60\\"]);'
    ' print(\\"grandchild\\", p.pid, flush=True); time.sleep(60)"])'
)


def start(child: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", FAMILY.replace("{children}", child)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def test_pauses_grow_while_a_child_falls_again_and_again() -> None:
    process = start(QUICK)
    time.sleep(4.5)
    process.send_signal(signal.SIGTERM)
    text, _ = process.communicate(timeout=10)
    assert re.findall(r"started again in ([\d.]+) s", text)[:3] == ["0.5", "1", "2"]
    assert process.returncode == 0


def test_a_child_that_will_not_end_is_killed_and_named() -> None:
    process = start(STUBBORN)
    assert process.stdout
    assert {process.stdout.readline().strip(), process.stdout.readline().strip()} == {"started", "1"}
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    text, _ = process.communicate(timeout=10)
    assert time.monotonic() - begun < 4
    assert "stubborn did not end within 1.5 s and was killed" in text


def test_what_a_fallen_child_leaves_behind_is_ended() -> None:
    process = start(PARENT)
    assert process.stdout
    text = ""
    while "grandchild" not in text:
        text += process.stdout.readline()
    grandchild = int(text.split("grandchild")[1].split()[0])
    parent = int(Path(f"/proc/{grandchild}/stat").read_text().rpartition(")")[2].split()[1])
    subprocess.run(["kill", "-9", str(parent)], check=True)
    deadline = time.monotonic() + 8
    while Path(f"/proc/{grandchild}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{grandchild}").exists()
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
