"""The child processes of `beholden up` and `beholden demo`: started, watched, started again, ended in order.

The parent blocks its signals and waits for them, so that no handler runs in the middle of anything. Children get
SIGTERM when the parent dies, however it dies.
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

HEAD_START: Final = 1.0  # seconds the recorder is alone in ending
PATIENCE: Final = 8.8  # seconds until whoever still runs is killed
_PAUSES: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_HEALTHY_SECONDS: Final = 60.0
_WAKING: Final = {signal.SIGTERM, signal.SIGINT, signal.SIGCHLD}
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_CHILD_SUBREAPER: Final = 36
_ORPHAN_SECONDS: Final = 3.0


@dataclass(slots=True)
class Child:
    """One part: how it is started, and its life so far. ``quiet``: what it prints isn't for this terminal."""

    name: str
    words: Sequence[str]
    first_to_end: bool = False
    quiet: bool = False
    process: subprocess.Popen[bytes] | None = None
    begun: float = 0.0
    falls: int = 0
    again_at: float = field(default=0.0)

    @property
    def running(self) -> bool:
        """True while its process lives."""
        return self.process is not None and self.process.poll() is None


class Family:
    """Children in one process group. ``keep_open``: descriptors they inherit, so that a lock lives while they do."""

    def __init__(self, children: Sequence[Child], *, keep_open: Sequence[int] = ()) -> None:
        self._children = list(children)
        self._keep_open = tuple(keep_open)
        self._parent = os.getpid()
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._ending = False
        self._orphans: dict[int, float] = {}  # grandchildren whose parent fell -> when they are killed

    def start(self) -> None:
        """Start everybody; from here on SIGTERM and SIGINT wait for `watch` or `until`."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _WAKING)
        # a web server's workers must not go on serving its port when it falls: they become ours, and are ended
        self._libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        for child in self._children:
            self._start(child)

    def join(self, children: Sequence[Child]) -> None:
        """Start more children, after those there are."""
        self._children += children
        for child in children:
            self._start(child)

    def until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Wait for ``ready``, children watched meanwhile; False when asked to end first or when it takes longer."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._ending:
            if ready():
                return True
            self._turn(0.1)
        return False

    @property
    def watching(self) -> bool:
        """False once it was asked to end."""
        return not self._ending

    def watch(self) -> int:
        """Until SIGTERM or Ctrl-C: whoever falls is started again, after longer and longer pauses. Returns 0."""
        while not self._ending:
            self._turn(1.0)
        self.end()
        return 0

    def end(self) -> None:
        """End everybody: those that go first, then the rest, killed after PATIENCE seconds."""
        begun = time.monotonic()
        first = [child for child in self._children if child.first_to_end]
        self._tell(first)
        while any(child.running for child in first) and time.monotonic() < begun + HEAD_START:
            time.sleep(0.02)
        self._tell([child for child in self._children if not child.first_to_end])
        while any(child.running for child in self._children) and time.monotonic() < begun + PATIENCE:
            time.sleep(0.02)
        for child in self._children:
            if child.running and child.process is not None:
                sys.stderr.write(f"{child.name} did not end within {PATIENCE:g} s and was killed\n")
                child.process.kill()
                child.process.wait()
        self._adopt(begun)
        self._bury(begun + 2 * _ORPHAN_SECONDS)

    def _turn(self, seconds: float) -> None:
        heard = signal.sigtimedwait(_WAKING, self._sleep(seconds))
        if heard is not None and heard.si_signo in (signal.SIGTERM, signal.SIGINT):
            self._ending = True
            return
        now = time.monotonic()
        self._bury(now)
        for child in self._children:
            if child.process is not None and not child.running:
                self._fell(child, now)
                self._adopt(now)
            elif child.process is None and now >= child.again_at:
                self._start(child)

    def _sleep(self, seconds: float) -> float:
        waits = [child.again_at - time.monotonic() for child in self._children if child.process is None]
        return max(0.01, min([seconds, *waits]))

    def _fell(self, child: Child, now: float) -> None:
        code = child.process.returncode if child.process else 0
        child.falls = 0 if now - child.begun > _HEALTHY_SECONDS else child.falls
        pause = _PAUSES[min(child.falls, len(_PAUSES) - 1)]
        child.falls += 1
        child.process, child.again_at = None, now + pause
        sys.stderr.write(f"{child.name} ended with {code}; started again in {pause:g} s\n")
        sys.stderr.flush()

    def _adopt(self, now: float) -> None:
        """Ask processes that a fallen child left behind to end; `_bury` sees to it."""
        known = {child.process.pid for child in self._children if child.process is not None}
        for pid in _children_of(os.getpid()) - known - self._orphans.keys():
            self._orphans[pid] = now + _ORPHAN_SECONDS
            os.kill(pid, signal.SIGTERM)

    def _bury(self, now: float) -> None:
        for pid, until in list(self._orphans.items()):
            if now > until:
                os.kill(pid, signal.SIGKILL)
            if os.waitpid(pid, 0 if now > until else os.WNOHANG)[0]:
                del self._orphans[pid]

    def _start(self, child: Child) -> None:
        child.begun = time.monotonic()
        child.process = subprocess.Popen(
            child.words,
            preexec_fn=self._born,
            pass_fds=self._keep_open,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if child.quiet else None,
        )

    def _born(self) -> None:
        """In the child, before its program: end with the parent, leave Ctrl-C to the parent, hear signals again."""
        self._libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != self._parent:
            os._exit(1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, set())

    def _tell(self, children: Sequence[Child]) -> None:
        for child in children:
            if child.running and child.process is not None:
                child.process.terminate()


def _children_of(pid: int) -> set[int]:
    found = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        found |= {int(word) for word in (task / "children").read_text().split()}
    return found
