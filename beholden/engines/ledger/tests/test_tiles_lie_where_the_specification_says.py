"""c2sp.org/tlog-tiles: paths, contents against a naive reading, growth step by step, crashes, reading back."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.engines.ledger import Log, leaf_hash, tiles, verify_consistency, verify_inclusion
from beholden.engines.ledger.merkle import HASH_BYTES
from beholden.engines.ledger.tests.making import files, filled, naive_root
from beholden.engines.ledger.tiles import ENTRIES, BadTile, Name, TiledTree, bundle, names, parse, unbundle


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (Name(0, 0), "tile/0/000"),
        (Name(0, 999, 1), "tile/0/999.p/1"),
        (Name(1, 1000), "tile/1/x001/000"),
        (Name(3, 1234067), "tile/3/x001/x234/067"),
        (Name(ENTRIES, 1234067, 255), "tile/entries/x001/x234/067.p/255"),
        (Name(63, 10**9), "tile/63/x001/x000/x000/000"),
    ],
)
def test_a_path_names_one_tile_and_a_tile_has_one_path(name: Name, path: str) -> None:
    assert name.path == path
    assert parse(path) == name


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/0/x000/001", "tile/0/001/000", "tile/0/x001",
        "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000/", "tile/0/٠٠٠", "tile/0/000.p/",
        "tile/../checkpoint", "tile/entries/1000", "tile/0/000\n", "",
    ],
)  # fmt: skip
def test_any_other_spelling_is_refused(path: str) -> None:
    with pytest.raises(BadTile, match="names no tile"):
        parse(path)


@given(st.integers(0, 63), st.integers(0, 2**55), st.integers(1, 256))
def test_names_read_back(level: int, index: int, width: int) -> None:
    name = Name(level, index, width)
    assert parse(name.path) == name


def test_seventy_thousand_leaves_make_the_tiles_of_the_specifications_example() -> None:
    found = [name for name in names(70_000) if name.level >= 0]
    by_level = {level: [name.width for name in found if name.level == level] for level in (0, 1, 2)}
    assert by_level == {0: [256] * 273 + [112], 1: [256, 17], 2: [1]}
    assert len(found) == 277
    assert [(n.level, n.width) for n in names(256) if n.level >= 0] == [(0, 256), (1, 1)]
    assert [*names(0)] == []


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 1400), st.integers(0, 1400))
def test_every_tile_holds_the_hashes_a_naive_reading_gives(size: int, since: int) -> None:
    log = filled(size)
    leaves = [leaf_hash(entry) for entry in log.entries]
    for name in names(size, min(since, size)):
        data = tiles.content(log, name)
        if name.level == ENTRIES:
            assert unbundle(data, name.width) == log.entries[name.begin : name.begin + name.width]
            continue
        span = 256**name.level
        for at in range(name.width):
            first = (name.begin + at) * span
            assert data[at * HASH_BYTES : (at + 1) * HASH_BYTES] == naive_root(leaves[first : first + span])


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=5))
def test_growing_step_by_step_ends_in_the_same_files_as_all_at_once(steps: list[int]) -> None:
    log = filled(sum(steps))
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        size = 0
        for step in steps:
            tiles.write(log, Path(one), size + step, since=size)
            size += step
        tiles.write(log, Path(other), size)
        grown, whole = files(Path(one)), files(Path(other))
        assert grown.items() >= whole.items()
        # what else is there are partial tiles of earlier heads, never a partial one beside its full one
        for path in grown.keys() - whole.keys():
            assert ".p/" in path
            assert path.split(".p/")[0] not in grown


def test_a_partial_tile_goes_when_the_full_one_is_there_and_nothing_is_written_twice(tmp_path: Path) -> None:
    log = filled(300)
    tiles.write(log, tmp_path, 200)
    assert set(files(tmp_path)) == {"tile/0/000.p/200", "tile/entries/000.p/200"}
    assert tiles.write(log, tmp_path, 300, since=200) == 5
    assert set(files(tmp_path)) == {
        "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44",
    }  # fmt: skip
    assert not (tmp_path / "tile/0/000.p").exists()
    assert tiles.write(log, tmp_path, 300, since=200) == 0
    assert tiles.write(log, tmp_path, 300) == 0


def test_a_writer_killed_between_two_files_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = filled(1000)
    tiles.write(log, tmp_path / "whole", 1000)
    for stop in range(7):  # seven files lie between the two sizes
        folder = tmp_path / f"killed-{stop}"
        tiles.write(log, folder, 300)
        left = stop
        real = tiles.put

        def dying(path: Path, data: bytes, real=real) -> bool:  # type: ignore[no-untyped-def]
            nonlocal left
            if not left:
                raise KeyboardInterrupt
            left -= 1
            return bool(real(path, data))

        monkeypatch.setattr(tiles, "put", dying)
        with pytest.raises(KeyboardInterrupt):
            tiles.write(log, folder, 1000, since=300)
        monkeypatch.setattr(tiles, "put", real)
        tiles.write(log, folder, 1000, since=300)
        assert files(folder).items() >= files(tmp_path / "whole").items()


def test_a_full_disk_leaves_no_half_tile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    tiles.put(tmp_path / "a", b"before")
    monkeypatch.setattr(tiles.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        tiles.put(tmp_path / "a", b"after")
    assert files(tmp_path) == {"a": b"before"}


def test_tiles_of_a_real_log_can_be_made_again(tmp_path: Path) -> None:
    log = Log(tmp_path / "log")
    log.append([f"e{i}".encode() for i in range(600)])
    tiles.write(log, tmp_path / "log", log.size)
    before = files(tmp_path / "log" / "tile")
    (tmp_path / "log/tile/0/001").unlink()
    (tmp_path / "log/tile/entries/000").write_bytes(b"damaged")
    tiles.write(log, tmp_path / "log", log.size)
    assert files(tmp_path / "log" / "tile") == before
    log.close()


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_bundles_read_back_and_neither_more_nor_less(entries: list[bytes]) -> None:
    data = bundle(entries)
    assert unbundle(data, len(entries)) == entries
    for wrong in (data + b"\x00", data + b"\x00\x00", data[:-1]):
        if wrong != data:
            with pytest.raises(BadTile):
                unbundle(wrong, len(entries))
    with pytest.raises(BadTile):
        unbundle(data, len(entries) + 1)


def test_an_entry_above_sixteen_bits_has_no_place_in_a_bundle_nor_in_the_log(tmp_path: Path) -> None:
    assert unbundle(bundle([b"x" * 65_535]), 1) == [b"x" * 65_535]
    with pytest.raises(BadTile, match="65535"):
        bundle([b"x" * 65_536])
    with closing(Log(tmp_path)) as log, pytest.raises(ValueError, match="65535"):
        log.append([b"x" * 65_536])


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_client_reads_the_same_roots_and_proofs_from_tiles(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 1500))
    log = filled(size)
    tree = TiledTree(size, lambda name: tiles.content(log, name))
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    assert tree.root() == log.tree.root()
    assert tree.leaf(index) == log.tree.leaf(index)
    assert tree.inclusion_proof(index) == log.tree.inclusion_proof(index)
    assert tree.consistency_proof(first) == log.tree.consistency_proof(first)
    verify_inclusion(index, size, tree.leaf(index), tree.inclusion_proof(index), tree.root())
    verify_consistency(first, size, log.tree.root(first), tree.root(), tree.consistency_proof(first))


def test_a_tile_of_the_wrong_length_and_a_leaf_beyond_the_end_are_refused() -> None:
    log = filled(300)
    for wrong in (b"", tiles.content(log, Name(0, 0))[:-1], tiles.content(log, Name(0, 0)) + bytes(32)):
        with pytest.raises(BadTile, match="bytes, not"):
            TiledTree(300, lambda name, wrong=wrong: wrong).inclusion_proof(3)
    with pytest.raises(IndexError):
        TiledTree(300, lambda name: tiles.content(log, name)).leaf(300)
    with pytest.raises(IndexError):
        log.tree.hashes(8, 0, 2)
    assert log.tree.hashes(20, 0, 0) == b""
