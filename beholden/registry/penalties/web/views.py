"""The list, the record, its papers, and the one way to read who a person is."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from beholden.ground.documents import queries as documents
from beholden.ground.documents.web.views import handed_out
from beholden.ground.people.web.doors import only
from beholden.registry.filings.answers import Refused
from beholden.registry.penalties import permissions, queries, services
from beholden.registry.penalties.web import acts, showing


@never_cache
@only(permissions.may_read_cases)
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Cases as this office reads them: saved views as tabs, newest first."""
    account = showing.account_of(request)
    counts = queries.tab_counts(account)
    names = list(counts)
    tab = request.GET.get("view", names[0])
    tab = tab if tab in counts else names[0]
    words = request.GET.get("q", "")[:100]
    found = queries.search(queries.tab(queries.visible_to(account), tab), words)
    page = queries.page(found, request.GET.get("after", "")[:20])
    rows = [
        {
            "case": case,
            "title": showing.violation_name(case),
            "party": next(iter(case.parties.all()), None),
            "tone": showing.TONE.get(case.state, "idle"),
        }
        for case in page.cases
    ]
    context = {
        "rows": rows,
        "after": page.after,
        "tabs": [
            {"name": name, "word": _word(name), "count": _shown(counts[name]), "current": name == tab} for name in names
        ],
        "tab": tab,
        "q": words,
        "may_open": permissions.may_handle(account),
    }
    return render(request, "penalties/list.html", context)


@never_cache
@only(permissions.may_read_cases)
@require_GET
def case(request: HttpRequest, code: str) -> HttpResponse:
    """The record: number, state, facts, the law's frame, parties, acts, papers, clocks."""
    found = showing.visible(request, code)
    context = showing.record(found, showing.account_of(request))
    context["links"] = [
        {"verdict": one, "href": reverse(f"penalties:{one.action}", args=[found.code])}
        for one in context["verdicts"]
        if one.action in acts.ACTS
    ]
    return render(request, "penalties/case.html", context)


@never_cache
@only(permissions.may_read_cases)
@require_GET
def party(request: HttpRequest, code: str) -> HttpResponse:
    """Where a party's clocks lead: its case."""
    found = queries.case_of_party(showing.account_of(request), code)
    if found is None:
        raise Http404
    return HttpResponseRedirect(reverse("penalties:case", args=[found.code]))


@never_cache
@only(permissions.may_read_cases)
@require_GET
def document(request: HttpRequest, code: str, document: str) -> HttpResponse:
    """A paper of the case, as issued, for those it is shown to on the record."""
    found = showing.visible(request, code)
    issued = documents.by_code(document)
    shown = showing.record(found, showing.account_of(request))["documents"]
    if issued is None or issued.pk not in {one.pk for one in shown}:
        raise Http404
    return handed_out(issued)


@never_cache
@only(permissions.may_handle)
@require_POST
def reveal(request: HttpRequest, code: str, party: str) -> HttpResponse:
    """A person's particulars in clear, once, for a reason that is written down."""
    found = showing.visible(request, code)
    who = found.parties.filter(code=party).first()
    if who is None:
        raise Http404
    try:
        person = services.reveal(showing.account_of(request), who, why=request.POST.get("why", ""))
    except Refused as refused:
        return showing.refused_back(request, found, str(refused), refused.cite)
    return render(request, "penalties/person.html", {"case": found, "party": who, "person": person})


def _word(name: str) -> str:
    words = {
        "open": _("办理中"),
        "review": _("待负责人审查"),
        "unpaid": _("执行中"),
        "ended": _("已结束"),
        "all": _("全部"),
    }
    return words[name]


def _shown(count: int) -> str:
    return str(count) if count < queries.COUNTED else f"{queries.COUNTED - 1}+"
