"""python -m beholden.engines.redaction DIR: do the job that stands in a folder (`jobs`), giving way to the recorder.

When its standard input is a pipe it stops when that ends: whoever started it has died, and nobody waits for the copy.
"""

from __future__ import annotations

import os
import signal
import stat
import sys
import threading
from pathlib import Path

from beholden.engines.redaction.jobs import Stopped

_GIVES_WAY = 10


def main(arguments: list[str]) -> int:
    """0 done, 1 failed, 2 nothing to read."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        sys.stderr.write("usage: python -m beholden.engines.redaction DIR\n")
        return 2
    signal.signal(signal.SIGTERM, _stop)
    os.nice(_GIVES_WAY)
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        threading.Thread(target=_outlived, daemon=True).start()
    from beholden.engines.redaction import jobs

    try:
        return 0 if jobs.run(Path(arguments[0])) else 1
    except Stopped:
        return 1


def _outlived() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _stop(*_: object) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
