"""What the pages of filings have in common: finding one, blaming a field, the rows of a record."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from beholden.engines import rulebook
from beholden.ground.documents import queries as documents
from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import account_of as account_of
from beholden.registry.filings import answers, comparing, completeness, duties, flow, papers, permissions, queries
from beholden.registry.filings.answers import FIELDS, SECRET, TASKS, Refused
from beholden.registry.filings.completeness import Review
from beholden.registry.filings.models import DONE, Channel, Filing, State
from beholden.registry.filings.services.papers import masked_agent
from beholden.registry.filings.web.listing import tone


def visible(request: HttpRequest, code: str) -> Filing:
    """The filing of this code, or 404 when there is none for this person."""
    found = queries.one(account_of(request), code)
    if found is None:
        raise Http404
    return found


def blame(form: Any, refused: Refused) -> None:
    """Put the sentence where it belongs: at its field, or above the form."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))


def done(request: HttpRequest, filing: Filing, sentence: object, page: str = "filings:filing") -> HttpResponse:
    """Back to the filing with one sentence."""
    messages.success(request, str(sentence))
    return HttpResponseRedirect(reverse(page, args=[filing.code]))


def refused_back(request: HttpRequest, filing: Filing, refused: Refused) -> HttpResponse:
    """Back to the filing with the sentence why not."""
    cite = f"（{refused.cite}）" if refused.cite else ""
    messages.error(request, f"{refused}{cite}")
    return HttpResponseRedirect(reverse("filings:filing", args=[filing.code]))


def reviewed(filing: Filing) -> Review | None:
    """What is missing today; None when the law cannot answer for such a place (nothing is owed there)."""
    try:
        return completeness.review(papers.gathered(filing), timezone.localdate())
    except rulebook.LawError:
        return None


def sections(filing: Filing, account: Account) -> list[dict[str, Any]]:
    """The answers by task, as a person reads them; secret ones only for whom they are meant."""
    secret = permissions.sees_secret(account, filing)
    found = []
    for task, title in TASKS.items():
        rows = [
            (label, comparing.said(name, filing.answers.get(name)))
            for name, (of, label, _longest) in FIELDS.items()
            if of == task and _shown(filing, name, secret)
        ]
        found.append({"task": task, "title": title, "rows": rows})
    return found


def _shown(filing: Filing, name: str, secret: bool) -> bool:
    if name in SECRET:
        return secret and bool(filing.answers.get("near_secret_unit"))
    if name in answers.AT_THE_WINDOW:
        return filing.channel == Channel.WINDOW
    if name == "change_reason":
        return filing.kind != "new"
    return name not in answers.FLAGS or bool(filing.answers.get(name))


def record(filing: Filing, account: Account) -> dict[str, Any]:
    """Everything the record page shows to this person."""
    may_see_agent = permissions.answers_for(account, filing) or permissions.decides_on(account, filing)
    before = queries.before(filing) if filing.version > 1 else None
    secret = permissions.sees_secret(account, filing)
    decided = filing.state in (*DONE, State.WITHDRAWN)  # by the law of its day: today's asks nothing of it
    review = reviewed(filing) if may_see_agent and not decided else None
    verdicts = {verdict.action: verdict for verdict in flow.offered(filing, account)}
    return {
        "filing": filing,
        "tone": tone(filing),
        "turn": flow.WHO_WORDS.get(flow.WHOSE.get(filing.state, "")),
        "sections": sections(filing, account),
        "standing": queries.standing(filing),
        "clocks": queries.clocks(filing) if may_see_agent else [],
        "verdicts": verdicts,
        "acts": filing.acts.select_related("by").all(),
        "notices": filing.notices.select_related("by", "exception_by").all() if may_see_agent else [],
        "attachments": filing.attachments.filter(dropped_at__isnull=True) if may_see_agent else [],
        "agent": masked_agent(filing) if may_see_agent else {},
        "review": review,
        "todo": Counter(defect.task for defect in review.defects) if review else {},
        "difference": comparing.difference(before, filing, secret=secret) if before and filing.kind != "new" else None,
        "before": before,
        "chain": queries.chain(filing).filter(pk__in=queries.visible_to(account).order_by().values("pk")),
        "many": filing.first_id is not None or filing.chain.exists(),
        "documents": documents.about("filing", filing.code) if may_see_agent else [],
        "owed": duties.after_filing(filing, timezone.localdate()) if filing.in_force else [],
        "cameras": filing.cameras.all()[:50],
        "exact": permissions.sees_exact_places(account, filing),
        "secret": secret,
        "own": permissions.answers_for(account, filing),
        "leftover": answers.leftover(filing) if permissions.answers_for(account, filing) else {},
    }
