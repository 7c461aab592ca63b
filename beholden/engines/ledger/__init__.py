"""An append-only log that proves itself: RFC 6962 Merkle tree over durable entries. Pure; usable from a script.

Regulation 799, Article 16: looks are registered; the log makes the register impossible to thin out unseen.
"""

from beholden.engines.ledger.canonical import NotCanonical, canonical
from beholden.engines.ledger.commitment import commit, opens
from beholden.engines.ledger.errors import LogBroken, LogError
from beholden.engines.ledger.log import Log
from beholden.engines.ledger.merkle import Tree, leaf_hash, node_hash
from beholden.engines.ledger.proof import ProofError, verify_consistency, verify_inclusion

__all__ = [
    "Log",
    "LogBroken",
    "LogError",
    "NotCanonical",
    "ProofError",
    "Tree",
    "canonical",
    "commit",
    "leaf_hash",
    "node_hash",
    "opens",
    "verify_consistency",
    "verify_inclusion",
]
