"""Random histories of appends, crashes, torn tails and second writers, against a plain list as the oracle."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from beholden.engines.ledger import Log, leaf_hash, verify_consistency, verify_inclusion
from beholden.engines.ledger.records import HEAD, MARK, pack, whole

entries = st.lists(st.binary(min_size=1, max_size=200), min_size=1, max_size=5)


class Histories(RuleBasedStateMachine):
    """The log must equal the list after every step."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)
        self.log = Log(self.path)
        self.expected: list[bytes] = []
        self.heads: list[tuple[int, bytes]] = []

    @rule(batch=entries)
    def append(self, batch: list[bytes]) -> None:
        first = len(self.expected)
        assert self.log.append(batch) == list(range(first, first + len(batch)))
        self.expected += batch
        self.heads.append((len(self.expected), self.log.tree.root()))

    @rule(batch=entries)
    def another_process_appends(self, batch: list[bytes]) -> None:
        other = Log(self.path)
        other.append(batch)
        other.close()
        self.expected += batch
        self.log.refresh()

    @rule(batch=entries, data=st.data())
    def crash_in_the_middle_of_a_write(self, batch: list[bytes], data: st.DataObject) -> None:
        Log(self.path).close()  # a writer cuts what the one before it left torn
        written = b"".join(pack(entry) for entry in batch)
        kept = data.draw(st.integers(0, len(written)))
        with (self.path / "entries").open("ab") as file:
            file.write(written[:kept])
        self.log.close()
        self.log = Log(self.path)
        # whole records may stay: written, never acknowledged; a torn one may not
        self.expected += [payload for _, payload in whole(written[:kept])]

    @rule(garbage=st.binary(min_size=1, max_size=60))
    def a_writer_dies_while_this_one_lives(self, garbage: bytes) -> None:
        Log(self.path).close()
        torn = HEAD.pack(50_000, 0) + garbage
        with (self.path / "entries").open("ab") as file:
            file.write(torn)

    @invariant()
    def everything_acknowledged_is_there_and_proven(self) -> None:
        if not hasattr(self, "log"):
            return
        assert self.log.size == len(self.expected)
        assert [*self.log] == self.expected
        size, root = self.log.size, self.log.tree.root()
        if size:
            proof = self.log.tree.inclusion_proof(size // 2)
            verify_inclusion(size // 2, size, leaf_hash(self.expected[size // 2]), proof, root)
        for earlier, head in self.heads[-3:]:
            verify_consistency(earlier, size, head, root, self.log.tree.consistency_proof(earlier))

    def teardown(self) -> None:
        if hasattr(self, "log"):
            self.log.close()
            self.folder.cleanup()


Histories.TestCase.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
TestHistories = Histories.TestCase


@given(st.lists(st.binary(min_size=1, max_size=80), max_size=8), st.binary(max_size=40))
def test_records_read_back_up_to_the_first_that_is_not_whole(payloads: list[bytes], garbage: bytes) -> None:
    data = b"".join(pack(payload) for payload in payloads)
    assert [payload for _, payload in whole(data)] == payloads
    found = [payload for _, payload in whole(data + garbage)]
    assert found[: len(payloads)] == payloads
    for cut in range(len(data)):
        assert [payload for _, payload in whole(data[:cut])] == payloads[: len([*whole(data[:cut])])]


@given(st.binary(max_size=400))
def test_garbage_is_read_without_trouble(garbage: bytes) -> None:
    for offset, payload in whole(garbage):
        assert pack(payload) == garbage[offset : offset + HEAD.size + len(payload)]


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=1, max_size=300))
def test_any_unacknowledged_tail_is_moved_aside_byte_for_byte(tail: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        Log(path).append([b"first"])
        before = (path / "entries").read_bytes()
        assert before.startswith(MARK)
        extra = b"\xff\xff\xff\xff" + tail  # a length no record has
        (path / "entries").write_bytes(before + extra)
        assert [*Log(path)] == [b"first"]
        assert (path / "entries").read_bytes() == before
        assert (path / "torn-0000").read_bytes() == extra
