"""Pages of the law: overview, texts, rules that can be asked, calendars, and the way from a citation to its article."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from beholden.engines.rulebook import LawError, UnknownCitation
from beholden.engines.rulebook.coverage import COVERED
from beholden.ground.lawbook.reading import book, cases_of, covers, language
from beholden.ground.lawbook.web import showing
from beholden.ground.lawbook.web.forms import Ask


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The five texts, the others that are cited, and how much of the law has its rule."""
    shelf = book().shelf.by_key
    texts = [showing.text_row(shelf[key]) for key in (*COVERED, "D")]
    others = [showing.text_row(text) for key, text in shelf.items() if key not in (*COVERED, "D")]
    found = covers()
    context = {
        "texts": texts,
        "others": others,
        "rules": len(book().rules),
        "violations": len(book().violations),
        "accounted": sum(cover.accounted for cover in found.values()),
        "articles": len(found),
        "sha256": book().sha256,
    }
    return render(request, "lawbook/overview.html", context)


@require_GET
def text(request: HttpRequest, key: str) -> HttpResponse:
    """One text, article by article, with what carries each."""
    found = book().shelf.by_key.get(key)
    if found is None:
        raise Http404
    articles = [showing.article(found, article, covers()) for article in found.articles.values()]
    return render(request, "lawbook/text.html", {"text": showing.text_row(found), "articles": articles})


@require_GET
def cite(request: HttpRequest, cite: str) -> HttpResponse:
    """From `/law/R14(1)` to the article in its text."""
    try:
        passage = book().passage(cite)
    except UnknownCitation as error:
        return render(request, "lawbook/unknown.html", {"why": error.sentence(language())}, status=404)
    place = reverse("law_text", args=[passage.instrument.key])
    return HttpResponseRedirect(f"{place}#{showing.anchor(passage)}")


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule and violation; ``?q=`` narrows by word or article."""
    wanted = request.GET.get("q", "").strip()[:64]
    rows = [row for row in showing.rule_rows() if not wanted or wanted.lower() in row["searched"]]
    return render(request, "lawbook/rules.html", {"rows": rows, "q": wanted})


@require_GET
def rule(request: HttpRequest, rule: str) -> HttpResponse:
    """One rule or violation; with ``?on=&at=`` and facts, its answer."""
    if rule in book().violations:
        return _violation(request, rule)
    found = book().rules.get(rule)
    if found is None:
        raise Http404
    form = _form(request, book().reads(rule))
    context = {"rule": showing.rule_head(found), "form": form, "cases": cases_of(rule), **_asked(form, rule)}
    context["provisions"] = [showing.provision(found, item) for item in found.provisions]
    return render(request, "lawbook/rule.html", context, status=200 if form.is_valid() else 422)


def _violation(request: HttpRequest, name: str) -> HttpResponse:
    form = _form(request, book().reads(name))
    context: dict[str, Any] = {"what": book().violations[name], "form": form, "cases": cases_of(name)}
    context["title"] = showing.pick(book().violations[name].title)
    if form.is_valid():
        try:
            context["frame"] = book().penalty(name, form.day(), form.cleaned_data["at"], form.facts())
        except LawError as error:
            context["refused"] = error.sentence(language())
    return render(request, "lawbook/violation.html", context, status=200 if form.is_valid() else 422)


def _form(request: HttpRequest, names: tuple[str, ...]) -> Ask:
    data = request.GET.dict()
    data.setdefault("on", timezone.localdate().isoformat())
    data.setdefault("at", "000000")
    return Ask(names, data)


def _asked(form: Ask, name: str) -> dict[str, Any]:
    if not form.is_valid():
        return {}
    day, at, facts = form.day(), form.cleaned_data["at"], form.facts()
    try:
        answer = book().resolve(name, day, at, facts)
        term = (
            book().due(name, day, at, facts) if book().rules[name].kind == "term" and answer.value is not None else None
        )
    except LawError as error:
        return {"refused": error.sentence(language())}
    return {"answer": answer, "value": book().shown(name, answer.value, language()), "term": term}


@require_GET
def calendars(request: HttpRequest) -> HttpResponse:
    """The years whose notice is in, newest first; the years beyond are provisional."""
    years = [showing.year(one) for _, one in sorted(book().calendars.years.items(), reverse=True)]
    return render(request, "lawbook/calendars.html", {"years": years})
