"""python -m beholden.engines.redaction DIR: do the job that stands in a folder (`jobs`), giving way to the recorder."""

from __future__ import annotations

import os
import signal
import sys
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
    from beholden.engines.redaction import jobs

    try:
        return 0 if jobs.run(Path(arguments[0])) else 1
    except Stopped:
        return 1


def _stop(*_: object) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
