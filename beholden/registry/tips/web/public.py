"""The public's pages of tips: what may be reported, the form, the receipt, the way back to it. No account, no session.

Nothing about the sender is read but for how often it writes (`pace`), and that is kept nowhere.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beholden.ground.documents import queries as documents
from beholden.ground.documents import services as drawing
from beholden.ground.documents.web.views import handed_out, pdf
from beholden.ground.places.tiles import CHINA
from beholden.ground.uploads import Kept
from beholden.registry.filings import queries as filings
from beholden.registry.filings.answers import Refused
from beholden.registry.tips import codes, letters, media, pace, queries, scope, services
from beholden.registry.tips.models import Tip
from beholden.registry.tips.services import TipFields
from beholden.registry.tips.web.forms import TipForm, subjects
from beholden.registry.tips.web.receipts import added, asked, too_often, way_back
from beholden.registry.tips.web.uploads import Bounded, bound, far_too_large

PRIVATE = "private"


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What it is about: a tip, or something that belongs elsewhere and is told where."""
    about = request.GET.get("about", "")[:32]
    sign = request.GET.get("sign", "")[:16]
    names = {name for name, _words, _example in subjects()}
    if about == PRIVATE or about in names:
        urgent = "1" if about == PRIVATE else ""
        subject = scope.PRIVACY if urgent else about
        return HttpResponseRedirect(f"{reverse('tips:report')}?subject={subject}&urgent={urgent}&sign={_plain(sign)}")
    route = scope.route(about)
    if route is not None and route.page:
        return HttpResponseRedirect(reverse(route.page))
    context = {
        "subjects": subjects(),
        "routes": scope.ROUTES,
        "route": route,
        "sign": _plain(sign),
        "unsaid": bool(about),
    }
    return render(request, "tips/start.html", context)


def _plain(sign: str) -> str:
    return sign if sign.replace("-", "").isalnum() and sign.isascii() else ""


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form. Its files come in by the bounded way, so that is set before the form is read at all."""
    if request.method == "POST" and far_too_large(request):
        return render(request, "tips/too_large.html", {"says": media.too_large()}, status=413)
    return _report(request, bound(request))


@csrf_protect
def _report(request: HttpRequest, coming: Bounded) -> HttpResponse:
    if request.method != "POST":
        return _form(request, TipForm(initial=_begun(request)))
    form = TipForm(request.POST)
    if not form.is_valid():
        return _form(request, form, 422)
    if too_often(request, pace.WRITING):
        form.add_error(None, _("从这里提交得太频繁，请一小时后再试；紧急情况请拨打 110。"))
        return _form(request, form, 429)
    try:
        if coming.too_large:
            raise Refused("too_large", media.too_large(), field="files")
        if coming.too_many:
            raise Refused("too_many", _("最多附 %(most)d 个文件") % {"most": media.MOST}, field="files")
        tip, receipt = _received(request, form)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return _form(request, form, 422)
    return render(request, "tips/receipt.html", {"tip": tip, "receipt": receipt}, status=201)


def _begun(request: HttpRequest) -> dict[str, Any]:
    subject = request.GET.get("subject", "")[:32]
    start = {"token": codes.form_token(), "subject": subject, "urgent": request.GET.get("urgent", "")[:1]}
    found = filings.by_sign(_plain(request.GET.get("sign", "")[:16]))
    if found is not None:
        start |= {"sign": found.sign, "county": found.division[:6], "place": found.answers.get("location", "")}
    return start


def _received(request: HttpRequest, form: TipForm) -> tuple[Tip, str]:
    given = form.cleaned_data
    fields = TipFields(
        token=given["token"],
        subject=given["subject"],
        words=given["words"],
        division=given["county"],
        place=given["place"],
        contact=given["contact"],
        urgent=bool(given["urgent"]),
        lon=given["lon"],
        lat=given["lat"],
        sign=_plain(given["sign"]),
    )
    services.checked(fields, services.now_or(None))  # before any file is hashed and kept
    files: list[Kept] = [media.keep(file.chunks()) for file in request.FILES.getlist("files")]
    return services.receive(fields, files)


def _form(request: HttpRequest, form: TipForm, status: int = 200) -> HttpResponse:
    subject = str(form["subject"].value() or "")
    named = next((words for name, words, _example in subjects() if name == subject), "")
    if not named:
        return HttpResponseRedirect(reverse("tips:start"))
    context = {
        "form": form,
        "named": named,
        "urgent": bool(form["urgent"].value()) or subject == scope.PRIVACY,
        "had_files": bool(request.FILES),
        "pin": {"box": CHINA.as_list(), "tiles": settings.MAP_TILES, "credit": settings.MAP_CREDIT},
    }
    return render(request, "tips/report.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """The way back to a tip: by its receipt code, which is never in an address."""
    return way_back(request, "tips/follow.html", _of, _followed)


def _followed(request: HttpRequest, tip: Tip) -> HttpResponse:
    context = added(request, tip, _("从这里提交得太频繁，请一小时后再试；紧急情况请拨打 110。"))
    context |= {
        "tip": Tip.objects.select_related("authority").get(pk=tip.pk),
        "answer": queries.opened("tip", tip.code, "answer", tip.answer),
        "named": {name: said for name, said, _example in subjects()}.get(tip.subject, tip.subject),
        "term": queries.term(tip),
    }
    return render(request, "tips/followed.html", context, status=422 if context["error"] else 200)


@never_cache
@require_POST
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt as a paper, for whoever holds its code (程序规定61(1))."""
    tip = _of(request)
    if tip is None:
        return HttpResponseRedirect(reverse("tips:follow"))
    context = letters.receipt(tip, codes.typed(request.POST["receipt"]))
    return pdf(drawing.drawn("tip_receipt", context), f"{_('举报回执')}.pdf")


@never_cache
@require_POST
def outcome(request: HttpRequest) -> HttpResponse:
    """The written answer, for whoever holds the receipt code."""
    tip = _of(request)
    issued = documents.about("tip", tip.code).filter(kind="tip_outcome").first() if tip else None
    if issued is None:
        return HttpResponseRedirect(reverse("tips:follow"))
    return handed_out(issued)


def _of(request: HttpRequest) -> Tip | None:
    """The tip of the code typed. Raises TooOften."""
    code = asked(request)
    return queries.by_receipt(code) if code else None
