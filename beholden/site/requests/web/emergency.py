"""Pages of emergencies: open one, see what was looked at under it, review it (R16(2)(2))."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beholden.ground.people.refusals import Refused
from beholden.ground.people.web.doors import only
from beholden.ground.systems.models import System
from beholden.site.access import duty
from beholden.site.access.models import Purpose
from beholden.site.requests import emergencies, services, unusual
from beholden.site.requests.models import AccessReview, EmergencyAccess
from beholden.site.requests.web.showing import account_of, blame

_MOST = 200


class EmergencyForm(forms.Form):
    """Which System, and why it cannot wait."""

    system = forms.ChoiceField(label=gettext_lazy("公共安全视频系统"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("发生了什么，为什么来不及申请授权"),
        required=False,
        max_length=1_200,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, systems: list[System], *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        chosen = [(one.code, f"{one.unit.name} · {one.name}") for one in systems]
        self.fields["system"].choices = chosen  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """Was it right, and in words."""

    finding = forms.ChoiceField(
        label=gettext_lazy("复核结论"),
        choices=[("", gettext_lazy("请选择")), *EmergencyAccess.Finding.choices],
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("复核意见"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 3})
    )


@never_cache
@only(emergencies.may_read)
@require_http_methods(["GET", "POST"])
def emergencies_page(request: HttpRequest) -> HttpResponse:
    """Those this person may see; for a contractor's guard the way to open one."""
    account, now = account_of(request), timezone.now()
    posted = request.method == "POST"
    if posted and not emergencies.may_break(account):
        raise PermissionDenied
    systems = emergencies.systems_for(account, now)
    form = EmergencyForm(systems, request.POST if posted else None)
    if posted and form.is_valid():
        system = next((one for one in systems if one.code == form.cleaned_data["system"]), None)
        try:
            if system is None:
                says = _("您的单位没有正在有效期内、约定了安全保密义务的委托协议。")
                raise services.Refused("no_agreement", says, field="system", cite="R19")
            made = services.break_glass(account, system, form.cleaned_data["reason"], now=now)
        except Refused as refused:
            blame(form, refused)
        else:
            duty.start(request.session, Purpose.INCIDENT, f"{emergencies.note_of(made)} {made.reason}", now)
            return HttpResponseRedirect("/wall")
    rows = [emergencies.standing(one, now) for one in emergencies.visible_to(account)[:_MOST]]
    context = {
        "rows": rows,
        "form": form,
        "systems": systems,
        "breaks": emergencies.may_break(account),
        "minutes": int(emergencies.TERM.total_seconds() // 60),
        "hours": int(emergencies.REVIEW_WITHIN.total_seconds() // 3600),
    }
    return render(request, "requests/emergencies.html", context, status=422 if posted else 200)


@never_cache
@only(emergencies.may_read)
@require_GET
def emergency_page(request: HttpRequest, code: str) -> HttpResponse:
    """Who, why, what was looked at; the review."""
    return _page(request, _found(request, code), ReviewForm())


@never_cache
@only(emergencies.may_review)
@require_POST
def review(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether it was right."""
    found, form = _found(request, code), ReviewForm(request.POST)
    if form.is_valid():
        try:
            services.review(account_of(request), found, form.cleaned_data["finding"], form.cleaned_data["words"])
        except Refused as refused:
            blame(form, refused)
        else:
            messages.success(request, _("已复核，告警已经结束。"))
            return HttpResponseRedirect(reverse("requests:emergency", args=[found.code]))
    return _page(request, found, form, 422)


@never_cache
@only(unusual.may_review)
@require_http_methods(["GET", "POST"])
def unusual_page(request: HttpRequest) -> HttpResponse:
    """What the auditor should look at, each with its reason; settled with words."""
    if request.method == "POST":
        try:
            services.settle(account_of(request), request.POST.get("key", "")[:100], request.POST.get("words", ""))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("已复核。"))
        return HttpResponseRedirect(reverse("requests:unusual"))
    settled = AccessReview.objects.select_related("by")[:20]
    return render(request, "requests/unusual.html", {"rows": unusual.findings(timezone.now()), "settled": settled})


def _found(request: HttpRequest, code: str) -> EmergencyAccess:
    found = emergencies.visible_to(account_of(request)).filter(code=code[:16]).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: EmergencyAccess, form: ReviewForm, status: int = 200) -> HttpResponse:
    context = {
        "found": found,
        "standing": emergencies.standing(found, timezone.now()),
        "looks": emergencies.looks(found)[:_MOST],
        "reviews": emergencies.may_review(account_of(request)) and found.reviewed_at is None,
        "form": form,
    }
    return render(request, "requests/emergency.html", context, status=status)
