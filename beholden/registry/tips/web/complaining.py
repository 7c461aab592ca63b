"""The public's pages of complaints about police and officials: another channel, another desk (R25(2))."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from beholden.ground.documents import services as drawing
from beholden.ground.documents.web.views import pdf
from beholden.registry.filings.answers import Refused
from beholden.registry.tips import codes, desks, letters, pace, queries, services
from beholden.registry.tips.models import Complaint
from beholden.registry.tips.services import ComplaintFields
from beholden.registry.tips.web.forms import ComplaintForm
from beholden.registry.tips.web.receipts import added, asked, too_often, way_back


@never_cache
@require_http_methods(["GET", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """The form, and after it the receipt."""
    form = ComplaintForm(request.POST if request.method == "POST" else None, initial={"token": codes.form_token()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and too_often(request, pace.WRITING):
            form.add_error(None, _("从这里提交得太频繁，请一小时后再试。"))
            status = 429
        elif form.is_valid():
            try:
                made, receipt = services.complain(_fields(form))
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused))
            else:
                return render(request, "tips/complaint_receipt.html", {"made": made, "receipt": receipt}, status=201)
    return render(request, "tips/complain.html", {"form": form, "desks": desks.desks()}, status=status)


def _fields(form: ComplaintForm) -> ComplaintFields:
    given = form.cleaned_data
    return ComplaintFields(
        token=given["token"],
        subject=given["subject"],
        words=given["words"],
        who=given["who"],
        contact=given["contact"],
        about=form.office(),
        division=given["county"],
    )


@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """The way back to a complaint, by its receipt code."""
    return way_back(request, "tips/complaint_follow.html", _of, _followed)


def _followed(request: HttpRequest, one: Complaint) -> HttpResponse:
    context = added(request, one, _("从这里提交得太频繁，请一小时后再试。"))
    context |= {
        "made": Complaint.objects.select_related("desk").get(pk=one.pk),
        "answer": queries.opened("complaint", one.code, "answer", one.answer),
    }
    return render(request, "tips/complaint_followed.html", context, status=422 if context["error"] else 200)


@never_cache
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """The answer as a paper, drawn for whoever holds the receipt code; no register of papers knows it."""
    one = _of(request)
    words = queries.opened("complaint", one.code, "answer", one.answer) if one else ""
    if one is None or not words:
        return HttpResponseRedirect(reverse("tips:complaint_follow"))
    return pdf(drawing.drawn("complaint_answer", letters.complaint_answer(one, words)), f"{_('检举控告答复')}.pdf")


def _of(request: HttpRequest) -> Complaint | None:
    """The complaint of the code typed. Raises TooOften."""
    code = asked(request)
    return queries.complaint_by_receipt(code) if code else None
