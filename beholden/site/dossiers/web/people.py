"""People in key posts: the list with the three duties, one person, the sealed particulars for a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beholden.ground.people.web.doors import only
from beholden.site.dossiers import overview, permissions, queries, services, standing
from beholden.site.dossiers.kinds import KINDS, PERSONAL, Kind
from beholden.site.dossiers.models import GONE, StaffMember
from beholden.site.dossiers.refusals import Refused
from beholden.site.dossiers.web.forms import StaffForm
from beholden.site.dossiers.web.showing import account_of, blame, person_of, revision, standing_of


@never_cache
@only(permissions.may_read_staff)
@require_GET
def staff(request: HttpRequest) -> HttpResponse:
    """Who is in a key post, and how each stands; those who left on their own tab."""
    account, today = account_of(request), timezone.localdate()
    gone = request.GET.get("view") == "left"
    after = request.GET.get("after", "")
    seen = queries.staff_visible_to(account)
    found = seen.filter(left_on__isnull=not gone).order_by("pk")
    if after.isascii() and after.isdigit() and len(after) < 19:
        found = found.filter(pk__gt=int(after))
    people = list(found[: queries.PAGE + 1])
    shown = people[: queries.PAGE]
    entries = list(queries.with_papers(queries.visible_to(account).filter(person__in=shown).exclude(state__in=GONE)))
    states = {name: overview.person_states(KINDS[name], entries, shown, today) for name in PERSONAL}
    rows = [(one, [_look(KINDS[name], states[name][one.pk]) for name in PERSONAL]) for one in shown]
    context = {
        "rows": rows,
        "kinds": [KINDS[name] for name in PERSONAL],
        "gone": gone,
        "after": people[queries.PAGE - 1].pk if len(people) > queries.PAGE else "",
        "writes": permissions.may_write(account),
    }
    return render(request, "dossiers/staff.html", context)


def _look(kind: Kind, state: str) -> tuple[Kind, str, str]:
    return kind, standing.TONES[state], str(standing.WORDS[state])


@never_cache
@only(permissions.may_read_staff)
@require_GET
def person(request: HttpRequest, code: str) -> HttpResponse:
    """One person: post, masked particulars, the three duties with their history."""
    found, account, today = person_of(request, code), account_of(request), timezone.localdate()
    entries = list(
        queries.with_papers(queries.visible_to(account).filter(person=found)).order_by("-happened_on", "-pk")
    )
    own = permissions.writes_for(account, found)
    duties = []
    for name in PERSONAL:
        state = overview.person_states(KINDS[name], entries, [found], today)[found.pk]
        held = [(entry, standing_of(entry)) for entry in entries if entry.kind == name]
        duties.append((*_look(KINDS[name], state), held))
    context = {
        "person": found,
        "duties": duties,
        "private": services.masked_private(found) if own else {},
        "own": own,
        "today": today,
    }
    return render(request, "dossiers/person.html", context)


@never_cache
@only(permissions.may_write)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Another person in a key post."""
    posted = request.method == "POST"
    form = StaffForm(request.POST if posted else None)
    if posted and form.is_valid():
        try:
            made = services.add_staff(account_of(request), form.cleaned_data)
        except Refused as refused:
            blame(form, refused)
        else:
            return _back(request, made, _("已保存。接着登记入职审查、保密教育和岗位培训。"))
    return render(request, "dossiers/staff_form.html", {"form": form}, status=422 if posted else 200)


@never_cache
@only(permissions.may_write)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Other particulars."""
    found = person_of(request, code)
    posted = request.method == "POST"
    start = {name: getattr(found, name) for name in ("name", "post", "joined_on", "revision")}
    form = StaffForm(request.POST if posted else None, initial=start)
    status = 422 if posted else 200
    if posted and form.is_valid():
        try:
            services.change_staff(
                account_of(request), found, form.cleaned_data, seen=form.cleaned_data["revision"] or 0
            )
        except Refused as refused:
            blame(form, refused)
            if refused.code == "conflict":
                status = 409
                form.data = form.data.copy()
                form.data["revision"] = str(StaffMember.objects.values_list("revision", flat=True).get(pk=found.pk))
        else:
            return _back(request, found, _("已保存。"))
    return render(request, "dossiers/staff_form.html", {"form": form, "person": found}, status=status)


@never_cache
@only(permissions.may_write)
@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """The person left the post."""
    found = person_of(request, code)
    try:
        services.leave_staff(account_of(request), found, request.POST.get("left_on", ""), seen=revision(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("dossiers:person", args=[found.code]))
    return _back(request, found, _("已登记离岗。请同时停用其账号和授权。"))


@never_cache
@only(permissions.may_write)
@require_POST
def reveal(request: HttpRequest, code: str) -> HttpResponse:
    """The sealed particulars for a reason, once, on a page of their own."""
    found = person_of(request, code)
    try:
        private = services.reveal_staff(account_of(request), found, why=request.POST.get("why", ""))
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("dossiers:person", args=[found.code]))
    return render(request, "dossiers/revealed.html", {"person": found, "private": private})


def _back(request: HttpRequest, person: StaffMember, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("dossiers:person", args=[person.code]))
