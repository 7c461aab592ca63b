"""Everything a phone must hold of a visit to work without a network: list, answers, evidence, signatures, needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from beholden.ground.people.models import Account
from beholden.registry.inspections import flow, law, queries, signatures, wording
from beholden.registry.inspections.models import Answer, Inspection, Signature
from beholden.registry.inspections.services.closing import needs
from beholden.registry.inspections.services.outbox import head, piece
from beholden.registry.inspections.services.visiting import needed_to_show

MOST_CAMERAS = 500


def today(account: Account, now: datetime) -> dict[str, Any]:
    """The officer's visits of the day, and our clock to compare the phone's with."""
    visits = queries.of_day(account, timezone.localdate(now))
    return {
        "now": now.isoformat(),
        "account": {"code": account.code, "name": account.name},
        "visits": [held(visit, account) for visit in visits],
    }


def held(visit: Inspection, account: Account) -> dict[str, Any]:
    """One visit whole."""
    answers = {one.item: one for one in visit.answers.filter(superseded=False).select_related("by")}
    least, cite = law.officers_min(visit.scheduled_on, visit.division)
    verdicts = flow.verdicts(visit, account)
    return {
        **head(visit),
        "number": visit.number,
        "unit": visit.unit_name,
        "place": visit.place,
        "division": visit.division,
        "place_category": visit.place_category,
        "place_category_word": str(visit.get_place_category_display()),
        "kind": visit.kind,
        "kind_word": str(visit.get_kind_display()),
        "method": visit.method,
        "method_word": str(visit.get_method_display()),
        "reason": visit.reason,
        "reason_word": wording.reason(visit, outside=False),
        "state_word": str(visit.get_state_display()),
        "outcome_word": str(visit.get_outcome_display()) if visit.outcome else "",
        "outcome_note": visit.outcome_note,
        "scheduled_on": visit.scheduled_on.isoformat(),
        "begun_at": visit.begun_at.isoformat() if visit.begun_at else None,
        "checklist": {"from": visit.checklist.from_on.isoformat(), "sha256": visit.checklist.sha256},
        "rulebook": visit.rulebook,
        "officers": [
            {"code": one.code, "name": one.name, "me": one.pk == account.pk} for one in visit.officers.order_by("pk")
        ],
        "officers_min": {"value": least, "cite": cite},
        "show": [{"what": what, "cite": article} for what, article in needed_to_show(visit).items()],
        "checks": [_item(visit, number, answers.get(number)) for number in visit.items],
        "offered": [{"item": number, **_words(visit, number)} for number in visit.offered],
        "evidence": [piece(one) for one in visit.evidence.filter(dropped_at__isnull=True)],
        "signatures": [_signature(one) for one in signatures.standing(visit)],
        "needs": [
            {"what": one.what, "says": one.says, "done": one.done, "cite": one.cite} for one in needs(visit)
        ] if visit.state in ("planned", "begun") else [],
        "acts": {
            one.action: {"allowed": one.allowed, "label": one.label, "why": one.why, "cite": one.step.cite}
            for one in verdicts
            if one.step
        },
        "filing": _filing(visit),
    }  # fmt: skip


def _words(visit: Inspection, number: int) -> dict[str, Any]:
    item = wording.item(visit, number)
    return {
        "question": wording.said(item["question"]),
        "guide": wording.said(item["guide"]),
        "standard": item["standard"],
        "cite": item["cite"],
        "duty": item["duty"],
        "evidence": item["evidence"],
        "answered_by": item["answered_by"],
        "violation": item["violation"],
    }


def _item(visit: Inspection, number: int, answer: Answer | None) -> dict[str, Any]:
    extra = next((one["reason"] for one in visit.extra if one["item"] == number), "")
    found = {"item": number, "extra_reason": extra, **_words(visit, number), "answer": None}
    if answer is not None:
        found["answer"] = {
            "result": answer.result,
            "note": answer.note,
            "provenance": answer.provenance,
            "revision": answer.revision,
            "by": answer.by.name,
            "at": answer.at_device.isoformat(),
        }
    return found


def _signature(one: Signature) -> dict[str, Any]:
    return {
        "signer": one.signer,
        "account": one.account.code if one.account else None,
        "name": one.account.name if one.account else "",
        "manner": one.manner,
        "at": one.at_device.isoformat(),
    }


def _filing(visit: Inspection) -> dict[str, Any] | None:
    filing = visit.filing
    if filing is None:
        return None
    cameras = filing.cameras.all()[:MOST_CAMERAS]
    return {
        "code": filing.code,
        "number": filing.number,
        "version": filing.version,
        "retention_days": filing.answers.get("retention_days"),
        "camera_count": filing.camera_count,
        "cameras": [
            {
                "number": one.number,
                "name": one.name,
                "position": one.position,
                "function_type": one.function_type,
                "area": one.area,
            }
            for one in cameras
        ],
    }
