"""What was published is neither kept in memory nor read at the start; what is read back has to fit what is known."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.engines.ledger import Log, LogBroken, Tree, leaf_hash
from beholden.engines.ledger.publishing import HistoryChanged, publish
from beholden.engines.ledger.resting import RESTED, RestingTree
from beholden.engines.ledger.tests.making import LOG
from beholden.engines.ledger.tiles import WIDTH
from beholden.engines.ledger.verify import verify_directory


def entries(count: int, start: int = 0) -> list[bytes]:
    return [f"entry {number}".encode() for number in range(start, start + count)]


def tree_of(count: int) -> Tree:
    tree = Tree()
    for entry in entries(count):
        tree.append(leaf_hash(entry))
    return tree


@pytest.fixture
def rested(tmp_path: Path) -> Path:
    """A log of 1,500 entries that rests up to 1,280."""
    with closing(Log(tmp_path / "log")) as log:
        log.append(entries(1_000))
        publish(log, [LOG])
        log.append(entries(500, 1_000))
        publish(log, [LOG])
        assert log.tree.base == 1_280
    return tmp_path / "log"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1_400), st.lists(st.integers(0, 5), max_size=4), st.data())
def test_a_resting_tree_is_the_tree_wherever_it_rests(size: int, rests: list[int], data: st.DataObject) -> None:
    plain = tree_of(size)
    tree = RestingTree(lambda tile: plain.hashes(0, tile * WIDTH, (tile + 1) * WIDTH))
    stops = sorted({min(stop, size // WIDTH) * WIDTH for stop in rests})
    for entry in entries(size):
        tree.append(leaf_hash(entry))
        while stops and tree.size >= stops[0]:
            tree.rest(stops.pop(0))
    first = data.draw(st.integers(0, size))
    assert (tree.size, tree.root(), tree.root(first)) == (size, plain.root(), plain.root(first))
    assert tree.consistency_proof(first) == plain.consistency_proof(first)
    if size:
        index = data.draw(st.integers(0, size - 1))
        assert tree.inclusion_proof(index) == plain.inclusion_proof(index)
        assert tree.leaf(index) == plain.leaf(index)
    for level in (0, 8):
        assert tree.hashes(level, 0, size >> level) == plain.hashes(level, 0, size >> level)
    with pytest.raises(ValueError, match="cannot rest"):
        tree.rest(tree.base + 1)


def test_a_rested_log_opens_without_reading_what_rests_and_says_the_same(rested: Path) -> None:
    plain, path = tree_of(1_510), rested / "entries"
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\0" * 9_000)  # whoever reads from the start would stumble here
    with closing(Log(rested)) as log:
        assert (log.size, log.tree.base) == (1_500, 1_280)
        assert log.append(entries(10, 1_500)) == list(range(1_500, 1_510))
        assert log.tree.root() == plain.root()
        assert log.tree.inclusion_proof(3) == plain.inclusion_proof(3)
        assert [*log] == entries(1_510)
        publish(log, [LOG])
        assert verify_directory(rested, [LOG.verifier]).holds
    shutil.rmtree(rested / "tile")
    with pytest.raises(LogBroken, match="damaged"):
        Log(rested)


def test_a_tile_that_was_changed_is_named_and_never_believed(rested: Path) -> None:
    tile, bundle = rested / "tile/0/002", rested / "tile/entries/003"
    forged = leaf_hash(b"forged")
    tile.write_bytes(tile.read_bytes()[:-32] + forged)
    bundle.write_bytes(bundle.read_bytes().replace(b"entry 800", b"entry 8oo"))
    with closing(Log(rested)) as log:
        with pytest.raises(LogBroken, match="tile 2 has changed"):
            log.tree.leaf(600)
        with pytest.raises(LogBroken, match="tile 2 has changed"):
            log.read(600)
        with pytest.raises(LogBroken, match="entry 800 has changed"):
            log.read(800)
        assert log.read(799) == b"entry 799"
        tile.unlink()
        with pytest.raises(LogBroken, match="002"):
            log.read(600)


def test_subtrees_forged_together_with_their_tiles_are_never_signed(rested: Path) -> None:
    above = rested / "tile/1/000.p/5"
    above.write_bytes(leaf_hash(b"another history") + above.read_bytes()[32:])
    with closing(Log(rested)) as log:
        log.append(entries(1, 1_500))
        with pytest.raises(HistoryChanged, match="are not those that were signed"):
            publish(log, [LOG])
        with pytest.raises(LogBroken, match="tile 0 has changed"):
            log.read(0)


def test_without_tiles_or_with_a_torn_note_everything_is_read_again(rested: Path) -> None:
    note = (rested / RESTED).read_bytes()
    for damage in (b"", note[:-1], note[:-1] + b"?"):
        (rested / RESTED).write_bytes(damage)
        with closing(Log(rested)) as log:
            assert (log.size, log.tree.base, log.read(7)) == (1_500, 0, b"entry 7")
    (rested / RESTED).write_bytes(note)
    with closing(Log(rested)) as log:
        assert log.tree.base == 1_280
        shutil.rmtree(rested / "tile")
        publish(log, [LOG])
        assert (log.tree.base, log.read(7)) == (1_280, b"entry 7")
        log.append(entries(1, 1_500))
        publish(log, [LOG])
        assert (log.tree.base, log.read(7)) == (1_280, b"entry 7")
    assert verify_directory(rested, [LOG.verifier]).holds


def test_another_process_comes_to_rest_when_it_has_taken_in_much(tmp_path: Path) -> None:
    with closing(Log(tmp_path)) as log, closing(Log(tmp_path)) as other:
        log.append(entries(9_000))
        publish(log, [LOG])
        assert other.refresh() == 9_000
        assert other.tree.base == 8_960
        assert other.tree.root() == log.tree.root() == tree_of(9_000).root()
        assert [other.read(index) for index in (0, 8_959, 8_960, 8_999)] == [
            b"entry 0", b"entry 8959", b"entry 8960", b"entry 8999",
        ]  # fmt: skip
