"""Reading signatures: what they cover, who signed, and which still hold (M13)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings

from beholden.engines import sealing
from beholden.registry.inspections.models import Inspection, Signature


def content_sha256(visit: Inspection) -> str:
    """What a signature covers: every standing answer, items added, and whether the visit was cut short."""
    answers = visit.answers.filter(superseded=False).order_by("item")
    said = [[one.item, one.result, one.note, one.provenance] for one in answers]
    whole = [visit.code, said, [[one["item"], one["reason"]] for one in visit.extra], visit.outcome, visit.outcome_note]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


def sealed(signature: Signature, told: dict[str, Any]) -> str:
    """Name, title and stroke as they are kept: bound to this very signature."""
    key = sealing.installation_key(settings.DATA)
    return sealing.seal(json.dumps(told, ensure_ascii=False).encode(), key, _context(signature))


def _context(signature: Signature) -> str:
    return f"inspection signature {signature.pk}"


def opened(signature: Signature) -> dict[str, Any]:
    """Name, title and stroke in clear; {} when the key is another one's."""
    if not signature.sealed:
        return {}
    try:
        plain = sealing.unseal(signature.sealed, sealing.installation_key(settings.DATA), _context(signature))
    except sealing.SealBroken:
        return {}
    found: dict[str, Any] = json.loads(plain)
    return found


def standing(visit: Inspection) -> list[Signature]:
    """The newest of each signer that covers what the record says now."""
    digest = content_sha256(visit)
    newest: dict[tuple[str, int | None], Signature] = {}
    for one in visit.signatures.select_related("account", "by").order_by("pk"):
        if one.content_sha256 == digest:
            newest[(one.signer, one.account_id)] = one
    return sorted(newest.values(), key=lambda one: (one.signer, one.pk))
