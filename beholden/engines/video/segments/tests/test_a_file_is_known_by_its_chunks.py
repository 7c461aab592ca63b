"""The root over a file's chunks: the same however the bytes came, and each chunk provable by itself."""

from __future__ import annotations

import os
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.ledger import ProofError, Tree, leaf_hash, verify_inclusion
from beholden.engines.video.segments import chunks
from beholden.engines.video.segments.chunks import CHUNK, Chunks


def _by_the_ledger(data: bytes) -> bytes:
    tree = Tree()
    for at in range(0, len(data), CHUNK):
        tree.append(leaf_hash(sha256(data[at : at + CHUNK]).digest()))
    return tree.root()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 7 * CHUNK + 5])
@given(cuts=st.lists(st.integers(0, 8 * CHUNK), max_size=6))
def test_the_root_is_the_ledgers_whatever_the_pieces_were(size: int, cuts: list[int]) -> None:
    data = (b"footage " * (size // 8 + 1))[:size]
    found = Chunks()
    places = sorted({0, size, *(cut for cut in cuts if cut < size)})
    for start, end in pairwise(places):
        found.update(memoryview(data)[start:end])
    assert found.root() == _by_the_ledger(data).hex()
    assert found.root() == chunks.root(found.digests())


def test_a_chunk_proves_itself_and_no_other(tmp_path: Path) -> None:
    data = os.urandom(5 * CHUNK + 17)
    (tmp_path / "file").write_bytes(data)
    found = chunks.of_file(tmp_path / "file")
    root, digests = bytes.fromhex(found.root()), found.digests()
    for index in range(6):
        leaf = leaf_hash(sha256(data[index * CHUNK : (index + 1) * CHUNK]).digest())
        verify_inclusion(index, 6, leaf, chunks.proof(digests, index), root)
        with pytest.raises(ProofError):
            verify_inclusion((index + 1) % 6, 6, leaf, chunks.proof(digests, index), root)
    with pytest.raises(IndexError):
        chunks.proof(digests, 6)
