"""Threads share a sync; processes share the file."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from beholden.engines.ledger import Log, leaf_hash

WRITER = """
import sys
from pathlib import Path
from beholden.engines.ledger import Log
log = Log(Path(sys.argv[1]))
for i in range(int(sys.argv[3])):
    index, = log.append([f"{sys.argv[2]}-{i}".encode()])
    assert log.read(index) == f"{sys.argv[2]}-{i}".encode()
"""


def test_two_openings_see_each_others_entries_in_one_order(tmp_path: Path) -> None:
    one, two = Log(tmp_path), Log(tmp_path)
    assert one.append([b"a"]) == [0]
    assert two.append([b"b", b"c"]) == [1, 2]
    assert one.size == 1
    assert one.refresh() == 3
    assert [*one] == [*two] == [b"a", b"b", b"c"]
    assert one.tree.root() == two.tree.root()


def test_threads_that_append_at_once_share_a_sync(tmp_path: Path) -> None:
    syncs = 0
    entered, release = threading.Event(), threading.Event()

    def sync(descriptor: int) -> None:
        nonlocal syncs
        syncs += 1
        entered.set()
        release.wait(10)
        os.fdatasync(descriptor)

    log = Log(tmp_path, sync=sync)
    answers: dict[int, list[int]] = {}

    def append(number: int) -> None:
        answers[number] = log.append([f"{number}".encode()])

    first = threading.Thread(target=append, args=(0,))
    first.start()
    assert entered.wait(10)
    others = [threading.Thread(target=append, args=(n,)) for n in range(1, 20)]
    for thread in others:
        thread.start()
    while len(log._queue) < 19:
        threading.Event().wait(0.001)
    release.set()
    for thread in [first, *others]:
        thread.join(10)
    assert syncs == 2
    assert sorted(index for (index,) in answers.values()) == list(range(20))
    for number, (index,) in answers.items():
        assert log.tree.leaf(index) == leaf_hash(f"{number}".encode())


@pytest.mark.server
def test_processes_that_append_at_once_lose_and_mix_nothing(tmp_path: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name, "60"]) for name in "abc"]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    entries = [*Log(tmp_path)]
    assert len(entries) == 180
    for name in "abc":
        own = [entry for entry in entries if entry.startswith(name.encode())]
        assert own == [f"{name}-{i}".encode() for i in range(60)]
