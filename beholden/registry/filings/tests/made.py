"""Filings as the cast makes them, through the services only; for tests of every room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from beholden.ground.people.models import Account
from beholden.registry.filings import services
from beholden.registry.filings.cameras import CameraFields
from beholden.registry.filings.models import Filing

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # ten in the morning, a Friday
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"

ANSWERS: dict[str, object] = {
    "unit_name": "城南商场有限公司",
    "unit_type": "company",
    "unit_uscc": "91130200MA0ABCDE16",
    "unit_address": "唐山市路北区北新道 1 号",
    "public_contact": "0315-2000000",
    "name": "城南商场公共安全视频系统",
    "division": "130203",
    "location": "唐山市路北区北新道 1 号城南商场",
    "in_use_date": "2026-11-10",
    "retention_days": "30",
    "necessity": "商场客流集中，用于防范盗抢和走失。",
    "sector": "commerce",
}
AGENT = {"name": "刘经办", "id_kind": "resident", "id_number": "11010519491231002X", "telephone": "13900000000"}
CAMERAS = (
    CameraFields("01 大门", "一层正门内侧，朝外", function_type="watch", structure_type="3", area="entrance"),
    CameraFields("02 收银台", "一层收银区", function_type="watch", structure_type="2"),
)


def uscc(first: str) -> str:
    """A credit code with its check character."""
    from beholden.ground.people.uscc import check_character

    return first + check_character(first)


ANSWERS["unit_uscc"] = uscc("91130200MA0ABCDE1")


def draft(
    by: Account,
    *,
    now: datetime = NOW,
    cameras: Sequence[CameraFields] = CAMERAS,
    letter: bytes | None = PDF,
    agent: bool = True,
    **changed: object,
) -> Filing:
    """A draft of the manager's unit with everything the law lists; ``changed`` answers differ, None ones are empty."""
    filing = services.start(by, place_category=str(changed.pop("place_category", "op_crowd")), now=now)
    given = {name: "" if value is None else value for name, value in {**ANSWERS, **changed}.items()}
    filing = services.save_answers(by, filing, given, now=now)
    if cameras:
        services.add_cameras(by, filing, cameras, now=now)
    if agent:
        services.set_agent(by, filing, AGENT, now=now)
        services.attach(by, filing, "agent_id", "身份证.pdf", [PDF + b"id"], now=now)
    if letter is not None:
        services.attach(by, filing, "authorisation_letter", "授权书.pdf", [letter], now=now)
    return fresh(filing)


def fresh(filing: Filing) -> Filing:
    """The row as it is now."""
    return Filing.objects.get(pk=filing.pk)


def submitted(by: Account, *, now: datetime = NOW, **changed: Any) -> Filing:
    """A filing handed in."""
    one = draft(by, now=now, **changed)
    return services.submit(by, one, incomplete=True, now=now)


def filed(by: Account, officer: Account, *, now: datetime = NOW, **changed: Any) -> Filing:
    """A filing in force."""
    return services.accept(officer, submitted(by, now=now, **changed), now=now)
