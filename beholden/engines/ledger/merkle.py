"""The Merkle tree of RFC 6962, Section 2.1, grown leaf by leaf.

Level k holds the hashes of the complete subtrees of 2^k leaves, left to right, 32 bytes each. A root or a proof for
any earlier size is read from them; nothing is ever rewritten. 64 bytes of memory a leaf.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 ‖ entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Nodes(ABC):
    """Roots and proofs over anything that knows the hashes of complete subtrees."""

    @property
    @abstractmethod
    def size(self) -> int:
        """The number of leaves."""

    @abstractmethod
    def _node(self, level: int, position: int) -> bytes:
        """Hash of the complete subtree of 2^level leaves at ``position`` of that level."""

    def leaf(self, index: int) -> bytes:
        """The leaf hash at ``index``. Raises IndexError."""
        if not 0 <= index < self.size:
            raise IndexError(f"no leaf {index} in a tree of {self.size}")
        return self._node(0, index)

    def root(self, size: int | None = None) -> bytes:
        """The root of the first ``size`` leaves (all when None). Raises IndexError."""
        size = self._checked(size)
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """PATH(index, D[size]) of RFC 6962, Section 2.1.1, leaf to root. Raises IndexError."""
        size = self._checked(size)
        if not 0 <= index < size:
            raise IndexError(f"no leaf {index} in a tree of {size}")
        begin, end, path = 0, size, []
        while end - begin > 1:
            middle = begin + _split(end - begin)
            if index < middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(begin, middle))
                begin = middle
        return path[::-1]

    def consistency_proof(self, first: int, second: int | None = None) -> list[bytes]:
        """PROOF(first, D[second]) of RFC 6962, Section 2.1.2; empty when first is 0 or second. Raises IndexError."""
        second = self._checked(second)
        if not 0 <= first <= second:
            raise IndexError(f"a tree of {second} is no later than one of {first}")
        if first in (0, second):
            return []
        begin, end, known, path = 0, second, True, []
        while first != end:
            middle = begin + _split(end - begin)
            if first <= middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(begin, middle))
                begin, known = middle, False
        if not known:
            path.append(self._range(begin, end))
        return path[::-1]

    def _checked(self, size: int | None) -> int:
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise IndexError(f"the tree has {self.size} leaves, not {size}")
        return size

    def _range(self, begin: int, end: int) -> bytes:
        """Hash of the leaves [begin, end); begin is a multiple of the largest power of two that fits."""
        parts = []
        while begin < end:
            level = _split(end - begin + 1).bit_length() - 1  # the largest complete subtree that begins here
            parts.append(self._node(level, begin >> level))
            begin += 1 << level
        root = parts.pop()
        while parts:
            root = node_hash(parts.pop(), root)
        return root


class Grown(Nodes):
    """A tree that tiles can be made from."""

    @abstractmethod
    def hashes(self, level: int, begin: int, end: int) -> bytes:
        """Hashes of the complete subtrees [begin, end) of ``level``, one after the other. Raises IndexError."""


class Tree(Grown):
    """An append-only tree of leaf hashes, in memory."""

    def __init__(self) -> None:
        self._levels: list[bytearray] = [bytearray()]

    @property
    def size(self) -> int:
        """The number of leaves."""
        return len(self._levels[0]) // HASH_BYTES

    def append(self, leaf: bytes) -> int:
        """Add one leaf hash; returns its index. Raises ValueError when it isn't 32 bytes."""
        if len(leaf) != HASH_BYTES:
            raise ValueError(f"a leaf hash has {HASH_BYTES} bytes")
        levels = self._levels
        index = position = len(levels[0]) // HASH_BYTES
        level, digest = 0, leaf
        while position & 1:  # a pair is complete: its parent is known for ever
            parent = hashlib.sha256(b"\x01" + levels[level][-HASH_BYTES:] + digest).digest()
            if level:
                levels[level] += digest
            level, position, digest = level + 1, position >> 1, parent
        if level:
            if level == len(levels):
                levels.append(bytearray())
            levels[level] += digest
        levels[0] += leaf  # last: who sees the leaf finds all that is above it
        return index

    def hashes(self, level: int, begin: int, end: int) -> bytes:
        """Hashes of the complete subtrees [begin, end) of ``level``, one after the other. Raises IndexError."""
        if not 0 <= begin <= end <= self.size >> level:
            raise IndexError(f"level {level} has {self.size >> level} complete subtrees, not {end}")
        return bytes(self._levels[level][begin * HASH_BYTES : end * HASH_BYTES]) if end > begin else b""

    def _node(self, level: int, position: int) -> bytes:
        return bytes(self._levels[level][position * HASH_BYTES : (position + 1) * HASH_BYTES])


def _split(count: int) -> int:
    """The largest power of two smaller than ``count`` (> 1)."""
    return 1 << ((count - 1).bit_length() - 1)
