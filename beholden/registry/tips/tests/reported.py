"""Tips and complaints as people hand them in, through the services; for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from beholden.registry.tips import services
from beholden.registry.tips.models import Complaint, Tip
from beholden.registry.tips.services import ComplaintFields, TipFields

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # ten in the morning, a Saturday
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 200
PLACE = "北新道 1 号城南商场三层女更衣室"
WORDS = "三层女更衣室天花板的烟感器里有镜头，今天下午看到的。"


def token(number: int = 0) -> str:
    """A form's word."""
    return f"form-token-{number:06d}"


def reported(number: int = 0, *, now: datetime = NOW, **changed: Any) -> tuple[Tip, str]:
    """A tip and its receipt code."""
    files = changed.pop("files", ())
    given = {
        "token": token(number),
        "subject": "install_forbidden_area",
        "words": WORDS,
        "division": "130203",
        "place": PLACE,
        "contact": "13900001234",
        "lon": 118.1805,
        "lat": 39.6301,
    }
    return services.receive(TipFields(**{**given, **changed}), files, now=now)


def complained(about: Any, number: int = 0, *, now: datetime = NOW, **changed: Any) -> tuple[Complaint, str]:
    """A complaint and its receipt code."""
    given = {
        "token": token(number),
        "subject": "looking",
        "words": "民警王某私自调取商场录像发给朋友，我有聊天记录。",
        "who": "路北分局王某，警号 012345",
        "contact": "13900005678",
        "about": about,
    }
    return services.complain(ComplaintFields(**{**given, **changed}), now=now)


def fresh(one: Any) -> Any:
    """The row as it is now."""
    return type(one).objects.get(pk=one.pk)
