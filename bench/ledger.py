"""The register's log: appends a second in memory and durable, tiles, proofs at a million and at 10⁸ leaves, verifying.

The ratio is the whole append (tree kept, any earlier root readable) against the hashing it cannot do without, both
alternating in slices on the same entries.
"""

from __future__ import annotations

import hashlib
import random
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from beholden.engines.ledger import Log, Tree, leaf_hash, node_hash, tiles, verify_inclusion
from beholden.engines.ledger.note import Signer
from beholden.engines.ledger.publishing import publish
from beholden.engines.ledger.tiles import Name, TiledTree
from beholden.engines.ledger.verify import verify_directory

SEED = 6962
SLICE = 10_000
BATCH = 100
HUGE = 100_000_000
PROOFS = 500


def run(quick: bool) -> list[dict[str, Any]]:
    """One measurement a line; the last is append against hashing alone."""
    count = 100_000 if quick else 1_000_000
    tree, memory = _memory(count)
    with tempfile.TemporaryDirectory() as folder:
        durable = _durable(Path(folder), 20_000 if quick else 100_000)
    return [
        {"what": "inclusion proof in memory", **_proofs(tree, count)},
        {"what": "inclusion proof from tiles, each read anew", **_huge()},
        *durable,
        memory,
    ]


def entry(number: int) -> bytes:
    """About what a look leaves: 200 bytes."""
    return (
        f'{{"commitment":"{number:064x}","kind":"acc","number":{number},"time":"2026-11-21T10:02:05.120000Z",'
        f'"camera":"c-{number % 100:010}","system":"s-{number % 7:010}","result":"granted","x":"{number:020}"}}'
    ).encode()


def _memory(count: int) -> tuple[Tree, dict[str, Any]]:
    tree, sha256 = Tree(), hashlib.sha256
    spent = alone = 0.0
    for begin in range(0, count, SLICE):
        entries = [entry(number) for number in range(begin, begin + SLICE)]
        started = time.process_time()
        for one in entries:
            tree.append(leaf_hash(one))
        spent += time.process_time() - started
        pair = b"\x01" + bytes(64)
        started = time.process_time()
        for one in entries:
            sha256(b"\x00" + one).digest()
            sha256(pair).digest()  # one inner node a leaf, on average
        alone += time.process_time() - started
    rate = round(count / spent)
    return tree, {
        "bench": "ledger", "ratio": round(spent / alone, 3), "against": "the two SHA-256 an entry needs", "n": count,
        "appends_per_cpu_s": rate, "bar": 100_000, "within_bar": rate >= 100_000,
    }  # fmt: skip


def _proofs(tree: Tree, count: int) -> dict[str, Any]:
    dice, root = random.Random(SEED), tree.root()
    made = checked = 0.0
    for index in dice.sample(range(count), PROOFS):
        started = time.process_time()
        proof = tree.inclusion_proof(index)
        middle = time.process_time()
        verify_inclusion(index, count, tree.leaf(index), proof, root)
        made, checked = made + middle - started, checked + time.process_time() - middle
    return {"leaves": count, "proof_ms": round(1000 * made / PROOFS, 4), "verify_ms": round(1000 * checked / PROOFS, 4)}


def _huge() -> dict[str, Any]:
    """A true tree of 10⁸ equal leaves: every tile of a level is the same, so none has to be stored."""
    rows = [leaf_hash(b"the same")]
    while len(rows) < 64:
        rows.append(node_hash(rows[-1], rows[-1]))

    def read(name: Name) -> bytes:
        return rows[tiles.HEIGHT * name.level] * name.width

    dice, root = random.Random(SEED), TiledTree(HUGE, read).root()
    spent: list[float] = []
    for _ in range(PROOFS):
        index = dice.randrange(HUGE)
        started = time.process_time()
        proof = TiledTree(HUGE, read).inclusion_proof(index)
        spent.append(time.process_time() - started)
        verify_inclusion(index, HUGE, rows[0], proof, root)
    mean = 1000 * sum(spent) / PROOFS
    return {"leaves": HUGE, "proof_ms": round(mean, 3), "bar_ms": 1.0, "within_bar": mean <= 1.0}


def _durable(folder: Path, count: int) -> list[dict[str, Any]]:
    signer = Signer("bench.example/access", bytes(32))
    with closing(Log(folder)) as log:
        batches = [[entry(number) for number in range(at, at + BATCH)] for at in range(0, count, BATCH)]
        started, cpu = time.perf_counter(), time.process_time()
        for batch in batches:
            log.append(batch)
        synced, synced_cpu = time.perf_counter() - started, time.process_time() - cpu
        started, cpu = time.perf_counter(), time.process_time()
        publish(log, [signer])
        tiled, tiled_cpu = time.perf_counter() - started, time.process_time() - cpu
        cpu = time.process_time()
        report = verify_directory(folder, [signer.verifier])
        verified = time.process_time() - cpu
        size = sum(len(one) for batch in batches for one in batch)
        cpu = time.process_time()
        for batch in batches:
            for one in batch:
                hashlib.sha256(one).digest()
        alone = time.process_time() - cpu
    return [
        {"what": f"durable appends, a sync every {BATCH}", "entries": count, "per_s": round(count / synced),
         "per_cpu_s": round(count / synced_cpu), "bar_per_s": 10_000, "within_bar": count / synced >= 10_000},
        {"what": "tiles and checkpoint", "entries": count, "per_s": round(count / tiled),
         "per_cpu_s": round(count / tiled_cpu)},
        {"what": "verify, every hash again", "entries": count, "per_cpu_s": round(count / verified),
         "mb_per_cpu_s": round(size / verified / 1e6, 1), "against_hashing_the_bytes": round(verified / alone, 2),
         "invalid": not report.holds},
    ]  # fmt: skip
