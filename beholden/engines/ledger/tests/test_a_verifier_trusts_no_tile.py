"""Every way to tamper with an exported log is found, with the entries, the camera and the time where they tell."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger import leaf_hash, tiles
from beholden.engines.ledger.checkpoint import Checkpoint
from beholden.engines.ledger.merkle import EMPTY_ROOT
from beholden.engines.ledger.note import Signer
from beholden.engines.ledger.tests.making import (
    LOG,
    ORIGIN,
    OTHER,
    WITNESS,
    Memory,
    export,
    files,
    filled,
    naive_root,
)
from beholden.engines.ledger.tiles import ENTRIES, Name
from beholden.engines.ledger.verify import MOST_FINDINGS, Frontier, Report, verify_directory

KEYS = [LOG.verifier]
SIZE = 700


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(filled(SIZE), tmp_path_factory.mktemp("sound"))


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "copy"))


def whats(report: Report) -> list[str]:
    return [finding.what for finding in report.findings]


def change(path: Path, how: Callable[[bytes], bytes]) -> None:
    path.write_bytes(how(path.read_bytes()))


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 300, 511, 512, 700])
def test_a_sound_log_of_any_size_is_proven(size: int, tmp_path: Path) -> None:
    report = verify_directory(export(filled(size), tmp_path), KEYS)
    assert report.holds
    assert (
        report.proven[0] == f"all {size} entries are those under the signed root, and every tile of that size is theirs"
    )
    assert report.signed is not None
    assert report.signed.checkpoint.size == size
    assert any("no witness" in one for one in report.open)


def test_a_sound_log_with_a_tile_on_the_third_level_is_proven_and_that_tile_is_read(tmp_path: Path) -> None:
    size = 65_536 + 300
    export(filled(size), tmp_path)
    assert verify_directory(tmp_path, KEYS).holds
    change(tmp_path / "tile/2/000.p/1", lambda data: bytes([data[0] ^ 1]) + data[1:])
    assert whats(verify_directory(tmp_path, KEYS)) == ["entries 0–65535"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_bit_anywhere_is_found(sound: Path, data: st.DataObject) -> None:
    everything = files(sound)
    name = data.draw(st.sampled_from(sorted(everything)))
    at = data.draw(st.integers(0, len(everything[name]) * 8 - 1))
    flipped = bytearray(everything[name])
    flipped[at // 8] ^= 1 << at % 8
    (sound / name).write_bytes(bytes(flipped))
    try:
        assert not verify_directory(sound, KEYS).holds
    finally:
        (sound / name).write_bytes(everything[name])


def test_one_changed_entry_is_named_with_its_camera_and_time(copy: Path) -> None:
    log = filled(SIZE)
    bundle = log.entries[256:512]
    bundle[44] = bundle[44].replace(b'"n":300', b'"n":301')
    (copy / "tile/entries/001").write_bytes(tiles.bundle(bundle))
    report = verify_directory(copy, KEYS)
    first = report.findings[0]
    assert (first.what, first.camera, first.begin) == ("entry 300", "c-0", "2026-09-03T10:05:00Z")
    assert first.as_json() == {
        "what": "entry 300",
        "camera": "c-0",
        "from": "2026-09-03T10:05:00Z",
        "to": "2026-09-03T10:05:00Z",
        "why": "it is not the entry its tile was made of",
    }
    assert "checkpoint" in whats(report)
    assert not report.proven[1:]


def test_an_entry_and_its_tile_forged_together_are_found_by_the_tile_above(copy: Path) -> None:
    forged = forge(300)
    for name in (Name(ENTRIES, 1), Name(0, 1)):
        (copy / name.path).write_bytes(tiles.content(forged, name))
    report = verify_directory(copy, KEYS)
    assert whats(report) == ["entries 256–511", "checkpoint"]
    assert "forged together" in report.findings[0].why
    assert report.findings[0].begin == "2026-09-03T10:04:16Z"


def test_entries_and_every_tile_forged_together_are_found_by_the_signed_root(copy: Path) -> None:
    forged = forge(300)
    tiles.write(forged, copy, SIZE)
    assert whats(verify_directory(copy, KEYS)) == ["checkpoint"]
    # and when they forge the checkpoint too, they lack the key
    (copy / "checkpoint").write_bytes(forged.note(signers=(OTHER,)))
    assert "no known key" in verify_directory(copy, KEYS).findings[0].why


def test_whoever_holds_the_key_too_is_found_by_a_checkpoint_kept_from_before(copy: Path) -> None:
    log, forged = filled(SIZE), forge(300)
    tiles.write(forged, copy, SIZE)
    (copy / "checkpoint").write_bytes(forged.note())
    assert verify_directory(copy, KEYS).holds
    for size, found in ((256, True), (300, True), (301, False), (600, False), (700, False)):
        assert verify_directory(copy, KEYS, earlier=[log.note(size)]).holds == found, size
    report = verify_directory(copy, KEYS, earlier=[log.note(600)])
    assert report.findings[0].why == "the first 600 entries are not those that were signed then"


def test_a_log_that_continues_what_was_kept_says_so(sound: Path) -> None:
    log = filled(SIZE)
    report = verify_directory(sound, KEYS, earlier=[log.note(size) for size in (1, 256, 400, 512, 699, 700)])
    assert report.holds
    assert sum("kept from before" in one for one in report.proven) == 6
    empty = checkpoints.sign(Checkpoint(ORIGIN, 0, EMPTY_ROOT), [LOG])
    assert verify_directory(sound, KEYS, earlier=[empty]).holds


def test_earlier_checkpoints_that_prove_nothing_are_named(sound: Path) -> None:
    log = filled(SIZE + 10)
    foreign = Signer("ledger.example/other", b"o" * 32)
    other = checkpoints.sign(Checkpoint("ledger.example/other", 3, log.tree.root(3)), [foreign])
    for note, why in (
        (log.note(SIZE + 10), "710 entries were signed before, the log now shows 700"),
        (log.note(5, (OTHER,)), "no known key"),
        (b"nonsense", "cannot be read"),
        (other, "another log"),
    ):
        report = verify_directory(sound, [*KEYS, foreign.verifier], earlier=[note])
        assert len(report.findings) == 1
        assert why in report.findings[0].why


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("checkpoint", "checkpoint"),
        ("tile/0/001", "tile 0/1"),
        ("tile/0/002.p/188", "tile 0/2"),
        ("tile/1/000.p/2", "tile 1/0"),
        ("tile/entries/000", "entries 0–255"),
        ("tile/entries/002.p/188", "entries 512–699"),
    ],
)
def test_a_missing_cut_lengthened_or_emptied_file_is_named(copy: Path, path: str, what: str) -> None:
    data = (copy / path).read_bytes()
    (copy / path).unlink()
    assert whats(verify_directory(copy, KEYS)) == [what]
    for wrong in (data[:-1], data[: len(data) // 2], data + b"\x00" * 32, b"", b"\xff" * 20_000_000):
        (copy / path).write_bytes(wrong)
        assert what in whats(verify_directory(copy, KEYS)), len(wrong)


def test_a_pipe_or_a_folder_in_the_place_of_a_tile_holds_nobody_up(copy: Path) -> None:
    (copy / "tile/0/001").unlink()
    os.mkfifo(copy / "tile/0/001")
    (copy / "tile/1/000.p/2").unlink()
    (copy / "tile/1/000.p/2").mkdir()
    assert set(whats(verify_directory(copy, KEYS))) == {"tile 0/1", "tile 1/0"}


def test_swapped_dropped_and_added_entries_are_found(copy: Path) -> None:
    log = filled(SIZE)
    first = log.entries[:256]
    for wrong in ([first[1], first[0], *first[2:]], first[:-1], [*first, b"added"], [*first[:9], *first[10:], b"x"]):
        (copy / "tile/entries/000").write_bytes(tiles.bundle(wrong))
        assert not verify_directory(copy, KEYS).holds
    whole = [(copy / "tile/entries" / name).read_bytes() for name in ("000", "001")]
    for name, data in zip(("001", "000"), whole, strict=True):
        (copy / "tile/entries" / name).write_bytes(data)
    assert not verify_directory(copy, KEYS).holds


def test_a_truncated_log_under_its_own_earlier_checkpoint_shows_only_what_that_one_signed(copy: Path) -> None:
    log = filled(SIZE)
    (copy / "checkpoint").write_bytes(log.note(600))
    report = verify_directory(copy, KEYS)
    assert whats(report) == ["entries 512–599"]  # the partial tiles of that size are not there
    tiles.write(log, copy, 600)
    assert verify_directory(copy, KEYS).holds
    assert not verify_directory(copy, KEYS, earlier=[log.note(SIZE)]).holds


def test_a_log_that_has_grown_since_its_checkpoint_still_proves_it(tmp_path: Path) -> None:
    log = filled(600)
    tiles.write(log, tmp_path, 100)
    note = log.note(100)
    tiles.write(log, tmp_path, 600, since=100)  # the partial tiles of size 100 went
    (tmp_path / "checkpoint").write_bytes(note)
    assert verify_directory(tmp_path, KEYS).holds


def test_an_empty_log_and_a_key_of_another_name_prove_nothing(tmp_path: Path) -> None:
    (tmp_path / "checkpoint").write_bytes(checkpoints.sign(Checkpoint(ORIGIN, 0, EMPTY_ROOT), [LOG]))
    assert "empty log" in verify_directory(tmp_path, KEYS).findings[0].why
    named = Signer("another.example", bytes(range(32)))
    log = filled(3)
    export(log, tmp_path, checkpoints.sign(Checkpoint(ORIGIN, 3, log.tree.root()), [named]))
    assert "not one of the log" in verify_directory(tmp_path, [named.verifier]).findings[0].why
    assert not verify_directory(tmp_path / "nowhere", KEYS).holds
    assert not verify_directory(tmp_path, []).holds


def test_cosignatures_are_told_and_a_forged_one_spoils_the_checkpoint(copy: Path) -> None:
    log = filled(SIZE)
    text = log.note().split(b"\n\n")[0] + b"\n"
    (copy / "checkpoint").write_bytes(checkpoints.add_lines(log.note(), [checkpoints.cosign(text, WITNESS, 77)]))
    report = verify_directory(copy, KEYS, [WITNESS.verifier])
    assert report.holds
    assert not report.open
    assert any("county.example/witness has seen it at 77" in one for one in report.proven)
    forged = checkpoints.cosign(b"another text\n", WITNESS, 77)
    (copy / "checkpoint").write_bytes(checkpoints.add_lines(log.note(), [forged]))
    assert not verify_directory(copy, KEYS, [WITNESS.verifier]).holds
    assert verify_directory(copy, KEYS).holds  # of a witness nobody named: passed over


def test_findings_are_listed_up_to_a_bound_and_counted_beyond(copy: Path) -> None:
    change(copy / "tile/0/000", lambda data: bytes(len(data)))
    report = verify_directory(copy, KEYS)
    assert len(report.findings) == MOST_FINDINGS
    assert report.more == 256 - MOST_FINDINGS


def test_entries_that_are_no_json_are_verified_all_the_same(tmp_path: Path) -> None:
    log = Memory().add(b"\xff\xfe", b"[" * 60_000, b'"text"', b'{"time":5,"camera":null}')
    export(log, tmp_path)
    assert verify_directory(tmp_path, KEYS).holds
    change(tmp_path / "tile/0/000.p/4", lambda data: bytes(len(data)))
    assert whats(verify_directory(tmp_path, KEYS)) == [f"entry {n}" for n in range(4)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 300), st.lists(st.booleans(), max_size=8))
def test_the_frontiers_root_is_the_naive_one(count: int, _: list[bool]) -> None:
    frontier = Frontier()
    leaves = [leaf_hash(bytes([n % 256])) for n in range(count)]
    for at, leaf in enumerate(leaves):
        frontier.push(leaf)
        if at % 37 == 0:
            assert frontier.root() == naive_root(leaves[: at + 1])
    assert frontier.root() == naive_root(leaves)
    assert frontier.size == count


def forge(index: int) -> Memory:
    log = filled(SIZE)
    return Memory().add(*log.entries[:index], b'{"forged":1}', *log.entries[index + 1 :])
