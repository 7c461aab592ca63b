"""What the pages of penalties have in common: finding a case, blaming a field, what the record shows to whom."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.ground.documents import queries as documents
from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import account_of as account_of
from beholden.registry.filings.answers import Refused
from beholden.registry.penalties import alike, flow, framing, permissions, queries
from beholden.registry.penalties.models import Case, Outcome
from beholden.registry.penalties.services import executing
from beholden.registry.penalties.services.parties import masked_number

TONE: Final = {"review": "due", "returned": "due", "closed": "good", "transferred": "idle"}


def visible(request: HttpRequest, code: str) -> Case:
    """The case of this code, or 404 when there is none for this person."""
    found = queries.one(account_of(request), code)
    if found is None:
        raise Http404
    return found


def blame(form: Any, refused: Refused) -> None:
    """Put the sentence where it belongs: at its field, or above the form."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))


def done(request: HttpRequest, case: Case, sentence: object) -> HttpResponse:
    """Back to the case with one sentence."""
    messages.success(request, str(sentence))
    return HttpResponseRedirect(reverse("penalties:case", args=[case.code]))


def refused_back(request: HttpRequest, case: Case, why: str, cite: str) -> HttpResponse:
    """Back to the case with the sentence why not."""
    messages.error(request, f"{why}（{cite}）" if cite else why)
    return HttpResponseRedirect(reverse("penalties:case", args=[case.code]))


def violation_name(case: Case) -> str:
    """The violation in the reader's language."""
    found = rulebook.opened(settings.LAW).violations.get(case.violation)
    return found.title[_english()] if found else case.violation


def measure_names(codes: list[str]) -> list[tuple[str, str]]:
    """(code, name) in the reader's language."""
    names = rulebook.opened(settings.LAW).rule("penalty.measures").labels
    return [(code, names[code][_english()]) for code in codes if code in names]


def shown_parties(account: Account, case: Case) -> list[dict[str, Any]]:
    """Parties with what they owe; a unit sees itself, and of the amounts what it was told."""
    today, inside = timezone.localdate(), not permissions.is_manager(account)
    rows = []
    for party in queries.parties_for(account, case):
        decided = case.decided_at is not None
        fine = party.fine if inside or decided else party.told_fine
        rows.append(
            {
                "party": party,
                "fine": fine,
                "number": masked_number(party) if permissions.reads_inside(account, case) else "",
                "owing": executing.owing(party, today) if decided and party.fine and party.received_on else None,
            }
        )
    return rows


def law_frame(case: Case) -> dict[str, Any]:
    """The law's frame as the officer reads it: first step, ranges, limits, measures, what blocks, what is owed."""
    on, english = timezone.localdate(), _english()
    try:
        found = framing.frame(case, on)
    except rulebook.LawError as error:
        return {"error": error.sentence("en" if english else "zh")}
    ranges = []
    for party in case.parties.all():
        bounds = framing.range_for(found, party.kind)
        row = {"party": party, "range": bounds, "alike": alike.to(case, party.kind)}
        row["hearing"] = framing.hearing_limit(case, party.kind, on)
        row["spot"] = framing.spot_limit(case, party.kind, on)
        ranges.append(row)
    owed = rulebook.opened(settings.LAW).rule("penalty.owed").labels
    return {
        "frame": found,
        "cite": found.violation.passage.cite,
        "quote": found.violation.quote,
        "first": found.first_step[english],
        "ranges": ranges,
        "measures": measure_names(list(found.measures)),
        "blocked": [(block.en if english else block.zh, block.cite) for block in found.blocked],
        "owed": [owed[one][english] for one in found.owed if one in owed],
        "lenient": [(block.en if english else block.zh, block.cite) for block in found.lenient],
        "refers": [(one.en if english else one.zh, one.cite) for one in found.violation.refers],
        "note": found.violation.note[english],
    }


def record(case: Case, account: Account) -> dict[str, Any]:
    """Everything the record page shows to this person."""
    inside = permissions.reads_inside(account, case)
    own = permissions.speaks_for(account, case)
    papers = inside or own
    mine = queries.parties_for(account, case)
    issued = documents.about("penalty", case.code) if papers else []
    if own and not inside:
        issued = issued.filter(unit_name__in=[party.shown for party in mine]).exclude(kind="case_closing")  # type: ignore[union-attr]
    events = case.events.select_related("by").all() if inside else []
    names = dict(measure_names(list(case.measures)))
    return {
        "case": case,
        "title": violation_name(case),
        "tone": TONE.get(case.state, "idle"),
        "turn": flow.WHO_WORDS.get(flow.TURN.get(case.state, "")),
        "parties": shown_parties(account, case),
        "told": case.noticed_on is not None or case.decided_at is not None,
        "verdicts": flow.offered(case, account),
        "law": law_frame(case) if inside and case.running and case.decided_at is None else None,
        "statements": case.statements.filter(party__in=mine).select_related("party", "by") if papers else [],
        "hearings": case.hearings.filter(party__in=mine).select_related("party", "chair") if papers else [],
        "events": [(event, names.get(event.what, event.what)) for event in events],
        "measures": list(names.values()) if inside or case.noticed_on or case.decided_at else [],
        "acts": [(act, _act_name(act.action)) for act in case.acts.select_related("by")],
        "documents": issued,
        "clocks": queries.clocks(case) if papers else [],
        "inside": inside,
        "papers": papers,
        "none": case.outcome == Outcome.NONE,
        "officers": list(case.officers.order_by("name")) if inside else [],
    }


def _act_name(action: str) -> str:
    found = next((step for step in flow.STEPS if step.action == action), None)
    others = {"open": _("立案"), "reveal": _("查看当事人信息")}
    return str(found.label) if found else others.get(action, action)


def _english() -> bool:
    return (get_language() or "zh").startswith("en")
