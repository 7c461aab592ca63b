"""The recorder's process under `beholden up`: cameras from the roster, no web, no database (R15(1)).

python -m beholden.site.recordings.recorder DATA
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from beholden.engines import sealing
from beholden.engines.video.recorder.source import CameraSource
from beholden.engines.video.recorder.supervisor import RecorderBusy, Supervisor
from beholden.site.recordings import roster

log = logging.getLogger(__name__)


class RosterFile:
    """The cameras of the roster, read again only when the file has changed; called each second by the supervisor."""

    def __init__(self, data: Path) -> None:
        self._path = data / roster.NAME
        self._key = sealing.installation_key(data)
        self._seen: tuple[int, int, int] | None = None
        self._sources: Sequence[CameraSource] = ()

    def __call__(self) -> Sequence[CameraSource]:
        """What is to be recorded now. A roster that cannot be read changes nothing: recording goes on."""
        seen = self._mark()
        if seen != self._seen:
            self._seen = seen
            try:
                self._sources = roster.read(self._path, self._key)
            except roster.RosterError as error:
                log.error("%s; going on with the %d cameras there were", error, len(self._sources))
        return self._sources

    def _mark(self) -> tuple[int, int, int] | None:
        try:
            found = os.stat(self._path)  # noqa: PTH116 -- one call a second, no object made
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size


def main(data: Path) -> int:
    """Record until SIGTERM. Returns 0; 1 when another recorder holds the folder."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    supervisor = Supervisor(data, RosterFile(data))
    signal.signal(signal.SIGTERM, lambda *_: supervisor.stop())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which ends everybody in order
    try:
        supervisor.run()
    except RecorderBusy as error:
        log.error("%s", error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
