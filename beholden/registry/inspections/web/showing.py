"""What the pages of inspections have in common: finding one, the rows of its record, one sentence back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from beholden.ground.deadlines import queries as deadlines
from beholden.ground.documents import queries as documents
from beholden.ground.people.models import Account
from beholden.ground.people.roles import Role
from beholden.ground.people.web.doors import account_of as account_of
from beholden.registry.inspections import flow, law, permissions, queries, signatures, wording
from beholden.registry.inspections.models import Evidence, Inspection, Manner, Result, Signature, State
from beholden.registry.inspections.services import needs
from beholden.registry.inspections.services.attestations import usable
from beholden.registry.inspections.services.visiting import needed_to_show
from beholden.registry.inspections.web.forms import colleagues

TONE = {"planned": "idle", "begun": "due", "closed": "good", "cancelled": "idle"}


def visible(request: HttpRequest, code: str) -> Inspection:
    """The inspection of this code, or 404 when there is none for this person."""
    found = queries.one(account_of(request), code[:16])
    if found is None:
        raise Http404
    return found


def checks(visit: Inspection, typed: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Each item with its standing answer, its evidence, and what was just typed for it."""
    answers = {one.item: one for one in visit.answers.filter(superseded=False).select_related("by")}
    pieces = list(visit.evidence.filter(dropped_at__isnull=True, item__isnull=False))
    found = []
    for number in visit.items:
        item, answer = wording.item(visit, number), answers.get(number)
        again = typed if typed and typed.get("item") == str(number) else None
        found.append(
            {
                "number": number,
                "question": wording.said(item["question"]),
                "guide": wording.said(item["guide"]),
                "cite": item["cite"],
                "violation": item["violation"],
                "extra": next((one["reason"] for one in visit.extra if one["item"] == number), ""),
                "answer": answer,
                "tone": _tone(answer.result if answer else ""),
                "clock": wording.clock(answer.at_device, answer.offset_ms, answer.at_server) if answer else "",
                "pieces": [one for one in pieces if one.item == number],
                "result": again.get("result", "") if again else (answer.result if answer else ""),
                "note": again.get("note", "") if again else (answer.note if answer else ""),
                "provenance": again.get("provenance", "") if again else (answer.provenance if answer else "seen"),
                "revision": answer.revision if answer else 0,
            }
        )
    return found


def _tone(result: str) -> str:
    return {Result.CONFORM: "good", Result.VIOLATION: "over", "": "due"}.get(result, "idle")


def record(visit: Inspection, account: Account, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Everything the record page shows to this person."""
    outside = account.role == Role.MANAGER
    inside = permissions.sees_inside(account, visit)
    verdicts = {one.action: one for one in flow.offered(visit, account)}
    working = visit.state == State.BEGUN and "answer" in verdicts
    least, least_cite = law.officers_min(visit.scheduled_on, visit.division)
    issued = documents.about("inspection", visit.code) if inside else []
    return {
        "visit": visit,
        "tone": TONE[visit.state],
        "turn": flow.WHO_WORDS.get(flow.WHOSE.get(visit.state, "")),
        "reason": wording.reason(visit, outside=outside),
        "outside": outside,
        "inside": inside,
        "officers": list(visit.officers.order_by("pk")),
        "least": least,
        "least_cite": least_cite,
        "checks": checks(visit, typed),
        "offered": [
            {"number": number, "question": wording.said(wording.item(visit, number)["question"])}
            for number in visit.offered
        ],
        "pieces": _pieces(visit) if inside else [],
        "signatures": [_shown(one) for one in signatures.standing(visit)] if inside else [],
        "needs": needs(visit) if working else [],
        "show": needed_to_show(visit) if visit.state == State.PLANNED else {},
        "verdicts": verdicts,
        "working": working,
        "acts": visit.acts.select_related("by") if not outside else [],
        "documents": issued,
        "clocks": deadlines.standings(deadlines.of("inspection", visit.code)) if not outside else [],
        "statements": usable(visit) if working and visit.method == "off_site" else [],
        "colleagues": colleagues(account) if "reschedule" in verdicts else [],
        "team": {one.code for one in visit.officers.all()},
        "typed": typed or {},
        "results": Result.choices,
    }


def _pieces(visit: Inspection) -> list[Evidence]:
    """Evidence with what is to be said of the clock that took it."""
    found = list(visit.evidence.select_related("by"))
    for one in found:
        one.clock = wording.clock(one.at_device, one.offset_ms, one.at_server)  # type: ignore[attr-defined]
    return found


def _shown(one: Signature) -> dict[str, Any]:
    """A signature in a page: who, how, when; the unit's person by the first character only."""
    name = one.account.name if one.account else ""
    if not name and one.manner != Manner.REFUSED:
        full = str(signatures.opened(one).get("name", ""))
        name = full[:1] + "*" * (len(full) - 1)
    return {
        "signer": one.get_signer_display(),
        "name": name,
        "manner": one.get_manner_display(),
        "reason": one.reason,
        "at": one.at_device,
        "clock": wording.clock(one.at_device, one.offset_ms, one.at_server),
    }


def address(visit: Inspection) -> str:
    """The record page."""
    return reverse("inspections:visit", args=[visit.code])
