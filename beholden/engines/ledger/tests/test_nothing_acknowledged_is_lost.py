"""Durability: torn tails, failing disks, kill -9, damage."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from beholden.engines.ledger import Log, LogBroken, LogError, leaf_hash
from beholden.engines.ledger.records import LARGEST_ENTRY

KILLS = int(os.environ.get("KILLS", "20"))  # 1,000 for the record
TURNS = 20  # on one log
WRITER = """
import sys
from pathlib import Path
from beholden.engines.ledger import Log
log = Log(Path(sys.argv[1]))
number = log.size
while True:
    log.append([f"{sys.argv[2]} {number} {'x' * (number % 300)}".encode()])
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
    number += 1
"""


def filled(folder: Path, count: int = 10) -> Log:
    log = Log(folder)
    assert log.append([f"entry {i}".encode() for i in range(count)]) == list(range(count))
    return log


def test_what_was_appended_is_read_back_by_another_opening(tmp_path: Path) -> None:
    log = filled(tmp_path)
    root = log.tree.root()
    log.close()
    again = Log(tmp_path)
    assert [*again] == [f"entry {i}".encode() for i in range(10)]
    assert again.tree.root() == root
    assert again.tree.leaf(3) == leaf_hash(b"entry 3")
    assert again.append([b"next"]) == [10]
    assert again.append([]) == []


@pytest.mark.parametrize("tail", [b"\x00", b"\x00\x00\x00\x05\x12\x34\x56\x78abc", b"\xff" * 400, bytes(5000)])
def test_a_torn_tail_is_cut_kept_aside_and_everything_before_it_stays(tmp_path: Path, tail: bytes) -> None:
    filled(tmp_path).close()
    with (tmp_path / "entries").open("ab") as file:
        file.write(tail)
    log = Log(tmp_path)
    assert log.size == 10
    assert log.cut_bytes == len(tail)
    assert (tmp_path / "torn-0000").read_bytes() == tail
    assert log.append([b"after"]) == [10]
    log.close()
    assert [*Log(tmp_path)][-1] == b"after"


def test_every_cut_of_an_unacknowledged_last_entry_heals(tmp_path: Path) -> None:
    log = filled(tmp_path, 3)
    log.close()
    whole = (tmp_path / "entries").read_bytes()
    note = (tmp_path / "acknowledged").read_bytes()
    log = Log(tmp_path)
    log.append([b"the last one"])
    log.close()
    longer = (tmp_path / "entries").read_bytes()
    for end in range(len(whole), len(longer)):
        (tmp_path / "entries").write_bytes(longer[:end])
        (tmp_path / "acknowledged").write_bytes(note)
        healed = Log(tmp_path)
        assert healed.size == 3
        healed.close()


def test_damage_to_an_acknowledged_entry_is_never_repaired_in_silence(tmp_path: Path) -> None:
    filled(tmp_path).close()
    content = bytearray((tmp_path / "entries").read_bytes())
    content[60] ^= 1
    (tmp_path / "entries").write_bytes(content)
    with pytest.raises(LogBroken, match="damaged"):
        Log(tmp_path)
    assert (tmp_path / "entries").read_bytes() == content


def test_acknowledged_entries_that_are_gone_from_the_end_are_noticed(tmp_path: Path) -> None:
    log = filled(tmp_path)
    content = (tmp_path / "entries").read_bytes()
    (tmp_path / "entries").write_bytes(content[:-20])
    with pytest.raises(LogBroken, match="missing"):
        Log(tmp_path)
    with pytest.raises(LogBroken, match="missing"):
        log.append([b"over the gap"])
    (tmp_path / "entries").write_bytes(content)
    assert log.append([b"whole again"]) == [10]


def test_an_entry_changed_under_a_running_log_is_noticed_when_read(tmp_path: Path) -> None:
    log = filled(tmp_path)
    content = (tmp_path / "entries").read_bytes()
    (tmp_path / "entries").write_bytes(content.replace(b"entry 4", b"entry 5"))
    assert log.read(3) == b"entry 3"
    with pytest.raises(LogBroken, match="entry 4 has changed"):
        log.read(4)


def test_a_note_torn_by_a_power_cut_does_not_stop_the_log(tmp_path: Path) -> None:
    filled(tmp_path).close()
    (tmp_path / "acknowledged").write_bytes(b"\x00" * 20)
    assert Log(tmp_path).size == 10


def test_a_disk_that_refuses_leaves_nothing_behind_and_says_so(tmp_path: Path) -> None:
    broken = True

    def sync(descriptor: int) -> None:
        if broken:
            raise OSError(errno.ENOSPC, "No space left on device")
        os.fdatasync(descriptor)

    filled(tmp_path).close()
    log = Log(tmp_path, sync=sync)
    before = (tmp_path / "entries").read_bytes()
    with pytest.raises(LogError, match="No space left"):
        log.append([b"lost"])
    assert (tmp_path / "entries").read_bytes() == before
    assert log.size == 10
    broken = False
    assert log.append([b"kept"]) == [10]
    assert log.read(10) == b"kept"


def test_entries_too_large_or_empty_are_refused_and_the_rest_of_the_call_with_them(tmp_path: Path) -> None:
    log = filled(tmp_path)
    for wrong in (b"", b"x" * (LARGEST_ENTRY + 1)):
        with pytest.raises(ValueError, match="entry has"):
            log.append([b"fine", wrong])
    assert log.size == 10
    assert log.append([b"x" * LARGEST_ENTRY]) == [10]


def test_a_file_that_is_no_log_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "entries").write_bytes(b"somebody's diary, page one")
    with pytest.raises(LogBroken, match="not a log"):
        Log(tmp_path)
    assert (tmp_path / "entries").read_bytes().startswith(b"somebody")


def test_a_folder_that_cannot_be_made_is_a_log_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(LogError):
        Log(tmp_path / "file" / "log")


@pytest.mark.server
@pytest.mark.timeout(60 + KILLS * 5)
def test_kill_minus_nine_loses_nothing_acknowledged(tmp_path: Path) -> None:
    chance, total = random.Random(9), 0
    for begin in range(0, KILLS, TURNS):
        folder, acknowledged = tmp_path / f"log{begin}", {}
        for turn in range(begin, min(begin + TURNS, KILLS)):
            writer = subprocess.Popen(
                [sys.executable, "-c", WRITER, str(folder), f"turn{turn}"], stdout=subprocess.PIPE, text=True
            )
            assert writer.stdout is not None
            first = writer.stdout.readline()
            time.sleep(chance.uniform(0.0, 0.06))
            os.kill(writer.pid, signal.SIGKILL)
            rest, _ = writer.communicate()
            lines = (first + rest).split("\n")[:-1]  # a line cut short was not said
            acknowledged.update(dict.fromkeys(map(int, lines), f"turn{turn}"))
        log = Log(folder)
        for number, name in acknowledged.items():
            assert log.read(number).startswith(f"{name} {number} ".encode())
        log.close()
        total += len(acknowledged)
    assert total >= KILLS
