"""A process of its own for tests, on the test's database and data: asks for looks, or dies between log and row."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any

import django


def start(*words: str) -> subprocess.Popen[bytes]:
    """Start this module with the words of `main`; what the test wrote must be committed."""
    from django.conf import settings
    from django.db import connection

    said = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{said['NAME']}"
    else:
        address = f"postgresql://{said['USER']}:{said['PASSWORD']}@{said['HOST']}:{said['PORT']}/{said['NAME']}"
    environment = {**os.environ, "BEHOLDEN_DATA": str(settings.DATA), "DATABASE_URL": address}
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
    chosen = duty.Duty("d", Purpose.DUTY, "", timezone.now())
    who = duty.Visitor(Account.objects.get(username=account), "session", chosen, "10.1.2.3")
    for _ in range(int(count)):
        recording_codes(camera)
        sys.stdout.write(f"{services.look(who, camera, 'live').entry.number}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
