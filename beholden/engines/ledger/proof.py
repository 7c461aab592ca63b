"""Checking proofs of RFC 6962 with nothing but the proof: for a verifier that trusts no log."""

from __future__ import annotations

from collections.abc import Sequence

from beholden.engines.ledger.merkle import EMPTY_ROOT, HASH_BYTES, node_hash


class ProofError(Exception):
    """The proof does not prove it; the text says in which way."""


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """That ``leaf`` (a leaf hash) is number ``index`` of the ``size`` leaves under ``root``. Raises ProofError."""
    _check_hashes([leaf, root, *proof])
    if not 0 <= index < size:
        raise ProofError(f"no leaf {index} in a tree of {size}")
    node, last, found = index, size - 1, leaf
    rest = list(proof)
    while last:
        if not rest:
            raise ProofError("the proof is too short")
        if node & 1 or node == last:
            while not node & 1:  # no right neighbour on these levels
                node, last = node >> 1, last >> 1
            found = node_hash(rest.pop(0), found)
        else:
            found = node_hash(found, rest.pop(0))
        node, last = node >> 1, last >> 1
    if rest:
        raise ProofError("the proof is too long")
    if found != root:
        raise ProofError("the proof leads to another root")


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> None:
    """That the tree of ``first`` leaves is the beginning of the tree of ``second`` leaves. Raises ProofError."""
    _check_hashes([first_root, second_root, *proof])
    if not 0 <= first <= second:
        raise ProofError(f"a tree of {second} is no later than one of {first}")
    if first in (0, second):
        if proof:
            raise ProofError("the proof is too long")
        if first == second and first_root != second_root:
            raise ProofError("two roots for one size")
        if first == 0 and first_root != EMPTY_ROOT:
            raise ProofError("the empty tree has another root")
        return
    node, last = first - 1, second - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    rest = list(proof)
    if node:
        start = _next(rest)
    else:
        start = first_root  # the earlier tree is a complete subtree of the later one
    old = new = start
    while last:
        if node & 1 or node == last:
            while not node & 1:
                node, last = node >> 1, last >> 1
            step = _next(rest)
            old, new = node_hash(step, old), node_hash(step, new)
        else:
            new = node_hash(new, _next(rest))
        node, last = node >> 1, last >> 1
    if rest:
        raise ProofError("the proof is too long")
    if old != first_root or new != second_root:
        raise ProofError("the proof leads to other roots")


def _next(rest: list[bytes]) -> bytes:
    if not rest:
        raise ProofError("the proof is too short")
    return rest.pop(0)


def _check_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(one) != HASH_BYTES for one in hashes):
        raise ProofError(f"a hash has {HASH_BYTES} bytes")
