"""Run as a process of its own by tests: asks for looks, on another database file; or dies between log and row."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import django


def home_of_its_own(home: Path) -> None:
    """A data folder like the test's, with a copy of its database, which a process can open as a file."""
    from django.conf import settings
    from django.db import connection

    from beholden.ground.evidence import logs

    logs.forget()
    shutil.copytree(settings.DATA, home)
    connection.ensure_connection()
    with sqlite3.connect(home / "beholden.sqlite") as copy:
        connection.connection.backup(copy)


def start(home: Path, *words: str) -> subprocess.Popen[bytes]:
    """Start this module on ``home``."""
    environment = {**os.environ, "BEHOLDEN_DATA": str(home), "DATABASE_URL": f"sqlite:///{home}/beholden.sqlite"}
    return subprocess.Popen(
        [sys.executable, "-m", __name__, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def main(account: str, camera: str, count: str, dying: str = "") -> None:
    """Look ``count`` times at ``camera`` and print the numbers; with ``dying`` never come back from the first."""
    django.setup()
    from django.utils import timezone

    from beholden.ground.people.models import Account
    from beholden.site.access import duty, services
    from beholden.site.access.models import AccessEntry, Purpose
    from beholden.site.access.tests.stage import recording_codes

    def die(self: AccessEntry, *args: Any, **kwargs: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if dying:
        AccessEntry.save = die  # type: ignore[method-assign]
    recording_codes(camera)
    chosen = duty.Duty("d", Purpose.DUTY, "", timezone.now())
    who = duty.Visitor(Account.objects.get(username=account), "session", chosen, "10.1.2.3")
    for _ in range(int(count)):
        sys.stdout.write(f"{services.look(who, camera, 'live').entry.number}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
