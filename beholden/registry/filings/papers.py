"""Gathers what completeness looks at, in a few queries however many cameras; and packs what was handed in."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import Any, Final

from django.db.models import Count, Min, Q

from beholden.registry.filings.answers import AT_THE_WINDOW
from beholden.registry.filings.completeness import Papers
from beholden.registry.filings.models import AttachmentKind, Channel, Filing

CAMERA_FIELDS: Final = (
    "number", "name", "position", "device_code", "function_type", "structure_type", "place_category", "area", "sees",
    "near_secret", "installed_on", "datum", "typed_lon", "typed_lat", "source",
)  # fmt: skip


def gathered(filing: Filing) -> Papers:
    """The papers of a filing as they are now: three queries."""
    near = Q(near_secret=True)
    counts = filing.cameras.aggregate(
        cameras=Count("pk"),
        without_function=Count("pk", filter=Q(function_type="")),
        without_position=Count("pk", filter=Q(position="", lon__isnull=True)),
        without_install_day=Count("pk", filter=near & Q(installed_on__isnull=True)),
        earliest_near_secret=Min("installed_on", filter=near),
    )
    categories = set(filing.cameras.exclude(place_category="").values_list("place_category", flat=True).distinct())
    attached = set(filing.attachments.filter(dropped_at__isnull=True).values_list("kind", flat=True))
    answers = dict(filing.answers)
    if filing.channel == Channel.WINDOW:
        attached |= {AttachmentKind.LETTER.value} if answers.get("letter_received") else set()
        attached |= {AttachmentKind.AGENT_ID.value} if answers.get("id_checked") else set()
    else:
        answers = {name: value for name, value in answers.items() if name not in AT_THE_WINDOW}
    return Papers(
        answers=answers,
        categories=frozenset(categories),
        attachments=frozenset(attached),
        agent=bool(filing.agent),
        channel=filing.channel,
        kind=filing.kind,
        **counts,
    )


def attachment_hashes(filing: Filing) -> dict[str, str]:
    """Kind of attachment → SHA-256 of the one that counts now."""
    return dict(filing.attachments.filter(dropped_at__isnull=True).values_list("kind", "sha256"))


def packed(filing: Filing) -> tuple[bytes, int]:
    """The cameras as handed in, zlib over canonical JSON lines, and how many."""
    press, parts, count = zlib.compressobj(6), [], 0
    for camera in filing.cameras.order_by("number").values(*CAMERA_FIELDS).iterator(chunk_size=2000):
        line = json.dumps(camera, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        parts.append(press.compress(line.encode() + b"\n"))
        count += 1
    parts.append(press.flush())
    return b"".join(parts), count


def unpacked(stored: bytes) -> list[dict[str, Any]]:
    """The cameras of a version, as `packed` made them."""
    return [json.loads(line) for line in zlib.decompress(bytes(stored)).splitlines()]


def digest(answers: dict[str, Any], cameras: bytes) -> str:
    """SHA-256 over what was handed in: answers and cameras together."""
    said = json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode() + b"\0" + zlib.decompress(cameras)).hexdigest()
