"""R23(1)(5): whatever instant a deletion is killed at, index, files, rows and log agree after the next run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.server

SETUP = """
import django; django.setup()
from datetime import UTC, datetime, timedelta
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
call_command("migrate", verbosity=0)
from beholden.ground.people.tests.cast import make_cast
from beholden.ground.systems.tests.declared import declare_camera, declare_system
from beholden.site.recordings import services
from beholden.site.recordings.tests.footage import segment
cast = make_cast()
camera = declare_camera(cast.manager, declare_system(cast.manager))
now = datetime.now(UTC)
for n in range(150):
    segment(Path(settings.DATA), camera.code, now - timedelta(days=40) + timedelta(minutes=n))
for n in range(3):
    segment(Path(settings.DATA), camera.code, now - timedelta(days=2) + timedelta(minutes=n))
services.note_retention_run(now)
"""
KILL = """
import os, random, signal, time
from django.db import connections
from beholden.site.recordings import deletion
deletion._BATCH = 10
connections.close_all()
chance, killed = random.Random(17), 0
for number in range(26):
    pid = os.fork()
    if pid == 0:
        deletion.run()
        os._exit(0)
    if number < 25:
        time.sleep(chance.uniform(0.0, 0.12))
        os.kill(pid, signal.SIGKILL)
    ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    killed += ended == -signal.SIGKILL
assert ended == 0
"""
CHECK = """
import json
from pathlib import Path
from django.conf import settings
from beholden.engines.video.index import Index
from beholden.ground.evidence import logs
from beholden.ground.systems.models import Camera
from beholden.site.recordings.models import Deletion
from beholden.site.recordings.tests.footage import held
log = logs.log(logs.FOOTAGE)
entries = [json.loads(log.read(i)) for i in range(log.size)]
segs = [(e["run"], e["seq"]) for e in entries if e["kind"] == "seg"]
rows = list(Deletion.objects.order_by("pk").values("pk", "log_index", "leaf_hash", "done_at", "segments"))
print(json.dumps({
    "killed": killed >= 5,
    "held": len(held(Path(settings.DATA), Camera.objects.get().code)),
    "open": sum(row["done_at"] is None for row in rows),
    "segments": sum(len(row["segments"]) for row in rows),
    "unique": len({start for row in rows for start, sha in row["segments"]}),
    "on_log": all(log.tree.leaf(row["log_index"]).hex() == row["leaf_hash"] for row in rows),
    "each_once": len(segs) == len(set(segs)) == 153,
    "logged": sorted(e["deletion"] for e in entries if e["kind"] == "del") == [row["pk"] for row in rows],
}))
"""


def test_killed_at_any_instant_it_is_finished_by_the_next_run(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BEHOLDEN_", "DATABASE_"))}
    environment = {**kept, "BEHOLDEN_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "beholden.project.settings"}
    done = subprocess.run(
        [sys.executable, "-c", SETUP + KILL + CHECK], env=environment, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "killed": True,
        "held": 3,
        "open": 0,
        "segments": 150,
        "unique": 150,
        "on_log": True,
        "each_once": True,
        "logged": True,
    }
