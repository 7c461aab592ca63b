"""Statements and keys for the tests of attestations."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from beholden.engines.attestation import Answer, LogHead, Statement
from beholden.engines.ledger.note import Signer

ORIGIN = "beholden/0123456789abcdef/access"
LOG = Signer(ORIGIN, bytes(range(32)))
NEWER = Signer(ORIGIN, bytes(range(1, 33)))
STRANGER = Signer("beholden/fedcba9876543210/access", bytes(32))

STATEMENT = Statement(
    number="自查-2026-3",
    system="s-abc",
    system_name="百货大楼",
    unit="91130200MA00000000",
    unit_name="唐山百货大楼有限公司",
    division="130202",
    place_category="op_crowd",
    issued_at=datetime(2026, 11, 21, 13, 45, tzinfo=UTC),
    checklist="a" * 64,
    rulebook="b" * 64,
    answers=(
        Answer(2, "conform", "declared", ("c" * 64,), {}, "入口两侧均有标识\n第二行", "2027-05-21"),
        Answer(7, "violation", "measured", (), {"days": 12, "owed": 30, "short": ["c-1"], "hold": None, "ok": False}),
    ),
    log=LogHead(ORIGIN, 12, "d" * 64),
)


def changed(**fields: Any) -> Statement:
    """The statement with other fields."""
    return replace(STATEMENT, **fields)
