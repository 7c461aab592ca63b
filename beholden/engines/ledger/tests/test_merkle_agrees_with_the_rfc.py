"""The tree and its proofs against a naive reading of RFC 6962, Section 2.1, and against published vectors."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.engines.ledger import ProofError, Tree, leaf_hash, verify_consistency, verify_inclusion
from beholden.engines.ledger.merkle import EMPTY_ROOT

VECTORS = Path(__file__).parent / "vectors"
# Vectors the reference accepts and this verifier refuses, with the reason.
STRICTER = {
    "consistency/additional/sizes-are-equal-one-and-proof-is-empty.json": "its roots are not hashes: 12 bytes of text",
}


def naive_root(entries: list[bytes]) -> bytes:
    """MTH of the RFC, word for word."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = naive_split(len(entries))
    return hashlib.sha256(b"\x01" + naive_root(entries[:k]) + naive_root(entries[k:])).digest()


def naive_split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def naive_path(m: int, entries: list[bytes]) -> list[bytes]:
    if len(entries) == 1:
        return []
    k = naive_split(len(entries))
    if m < k:
        return [*naive_path(m, entries[:k]), naive_root(entries[k:])]
    return [*naive_path(m - k, entries[k:]), naive_root(entries[:k])]


def naive_subproof(m: int, entries: list[bytes], known: bool) -> list[bytes]:
    n = len(entries)
    if m == n:
        return [] if known else [naive_root(entries)]
    k = naive_split(n)
    if m <= k:
        return [*naive_subproof(m, entries[:k], known), naive_root(entries[k:])]
    return [*naive_subproof(m - k, entries[k:], False), naive_root(entries[:k])]


def tree_of(entries: list[bytes]) -> Tree:
    tree = Tree()
    for entry in entries:
        tree.append(leaf_hash(entry))
    return tree


def load(name: str) -> list[dict[str, Any]]:
    lines = (VECTORS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def raw(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def test_the_empty_tree_has_the_hash_of_nothing_as_its_root() -> None:
    assert Tree().root() == EMPTY_ROOT == hashlib.sha256(b"").digest()


def test_every_root_and_every_proof_up_to_seventy_leaves_is_the_naive_one() -> None:
    entries = [f"entry {i}".encode() for i in range(70)]
    tree = tree_of(entries)
    for size in range(1, 71):
        assert tree.root(size) == naive_root(entries[:size])
        for index in range(size):
            assert tree.inclusion_proof(index, size) == naive_path(index, entries[:size])
        for first in range(1, size + 1):
            assert tree.consistency_proof(first, size) == naive_subproof(first, entries[:size], True)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=200), st.data())
def test_proofs_verify_and_stop_verifying_when_one_bit_changes(entries: list[bytes], data: st.DataObject) -> None:
    tree = tree_of(entries)
    size = data.draw(st.integers(1, len(entries)))
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(1, size))
    path, root = tree.inclusion_proof(index, size), tree.root(size)
    verify_inclusion(index, size, leaf_hash(entries[index]), path, root)
    verify_consistency(first, size, tree.root(first), root, tree.consistency_proof(first, size))
    with pytest.raises(ProofError):
        verify_inclusion(index, size, flip(leaf_hash(entries[index])), path, root)
    with pytest.raises(ProofError):
        verify_consistency(first, size, flip(tree.root(first)), root, tree.consistency_proof(first, size))
    with pytest.raises(ProofError):
        verify_inclusion(index, size, leaf_hash(entries[index]), [*path, root], root)


def flip(digest: bytes) -> bytes:
    return bytes([digest[0] ^ 1]) + digest[1:]


@pytest.mark.parametrize("vector", load("inclusion"), ids=lambda v: v["file"])
def test_published_inclusion_vectors(vector: dict[str, Any]) -> None:
    proof = [raw(one) for one in vector["proof"] or []]
    arguments = (vector["leafIdx"], vector["treeSize"], raw(vector["leafHash"]), proof, raw(vector["root"]))
    if vector["wantErr"]:
        with pytest.raises(ProofError):
            verify_inclusion(*arguments)
    else:
        verify_inclusion(*arguments)


@pytest.mark.parametrize("vector", load("consistency"), ids=lambda v: v["file"])
def test_published_consistency_vectors(vector: dict[str, Any]) -> None:
    proof = [raw(one) for one in vector["proof"] or []]
    arguments = (vector["size1"], vector["size2"], raw(vector["root1"]), raw(vector["root2"]), proof)
    if vector["wantErr"] or vector["file"] in STRICTER:
        with pytest.raises(ProofError):
            verify_consistency(*arguments)
    else:
        verify_consistency(*arguments)


def test_sizes_and_indexes_outside_the_tree_are_refused() -> None:
    tree = tree_of([b"a", b"b", b"c"])
    for wrong in (
        lambda: tree.root(4),
        lambda: tree.root(-1),
        lambda: tree.leaf(3),
        lambda: tree.inclusion_proof(2, 2),
        lambda: tree.inclusion_proof(-1),
        lambda: tree.consistency_proof(3, 2),
    ):
        with pytest.raises(IndexError):
            wrong()
    with pytest.raises(ValueError, match="32 bytes"):
        tree.append(b"short")
    assert tree.size == 3
