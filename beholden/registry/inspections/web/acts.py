"""What officers do from the record page: one address, one act a name, one service each; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import only
from beholden.registry.filings.answers import Refused
from beholden.registry.inspections import permissions, services
from beholden.registry.inspections.models import Inspection, ReceivedAttestation
from beholden.registry.inspections.services import attestations
from beholden.registry.inspections.web.forms import named
from beholden.registry.inspections.web.showing import account_of, address, record, visible

Act = Callable[[Account, Inspection, HttpRequest], object]


def _number(text: str) -> int:
    return int(text[:9]) if text[:9].isascii() and text[:9].isdigit() else 0


def _seen(request: HttpRequest) -> int | None:
    return _number(request.POST.get("revision", "")) or None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused("not_a_day", _("请填写日期，例如 2026-03-01"), field="scheduled_on") from None


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise Refused("not_a_day", _("请填写拍摄的日期和时间"), field="taken_at") from None
    return timezone.make_aware(found) if found and timezone.is_naive(found) else found


def _begin(by: Account, visit: Inspection, request: HttpRequest) -> object:
    return services.begin(by, visit, shown=request.POST.getlist("shown"), seen=_seen(request))


def _answer(by: Account, visit: Inspection, request: HttpRequest) -> object:
    told = request.POST
    return services.answer(
        by,
        visit,
        _number(told.get("item", "")),
        told.get("result", ""),
        words=told.get("note", ""),
        provenance=told.get("provenance", "") or "seen",
        base=_number(told.get("base", "0")),
    )


def _add(by: Account, visit: Inspection, request: HttpRequest) -> object:
    return services.add_item(by, visit, _number(request.POST.get("item", "")), why=request.POST.get("why", ""))


def _attach(by: Account, visit: Inspection, request: HttpRequest) -> object:
    told, file = request.POST, request.FILES.get("file")
    kind, words = told.get("kind", ""), told.get("note", "")
    item = _number(told.get("item", "")) or None
    if file is None:
        return services.announce(by, visit, kind, reference=told.get("reference", ""), item=item, words=words)
    taken = _instant(told.get("taken_at", ""))
    return services.attach(by, visit, kind, file.name or "", file.chunks(), item=item, words=words, taken_at=taken)


def _drop(by: Account, visit: Inspection, request: HttpRequest) -> object:
    return services.drop(by, visit, request.POST.get("piece", "")[:16], why=request.POST.get("why", ""))


def _sign(by: Account, visit: Inspection, request: HttpRequest) -> object:
    told = request.POST
    officer = next(iter(named(by, [told.get("account", "")[:16]])), None)
    return services.sign(
        by,
        visit,
        told.get("signer", ""),
        told.get("manner", ""),
        account=officer,
        name=told.get("name", ""),
        title=told.get("title", ""),
        reason=told.get("reason", ""),
    )


def _reschedule(by: Account, visit: Inspection, request: HttpRequest) -> object:
    officers = named(by, request.POST.getlist("officers"))
    day = _day(request.POST.get("scheduled_on", ""))
    return services.reschedule(by, visit, scheduled_on=day, officers=officers or None, seen=_seen(request))


def _take(by: Account, visit: Inspection, request: HttpRequest) -> object:
    found = ReceivedAttestation.objects.filter(sha256=request.POST.get("statement", "")[:64]).first()
    if found is None:
        raise Refused("not_found", _("没有找到这份声明"))
    return attestations.take_over(by, visit, found)


def _words(service: Callable[..., object], field: str, name: str) -> Act:
    def act(by: Account, visit: Inspection, request: HttpRequest) -> object:
        return service(by, visit, **{name: request.POST.get(field, "")})

    return act


def _close(by: Account, visit: Inspection, request: HttpRequest) -> object:
    return services.close(by, visit, seen=_seen(request))


def _note(by: Account, visit: Inspection, request: HttpRequest) -> object:
    return services.jot(by, visit, request.POST.get("note", ""))


ACTS: Final[dict[str, Act]] = {
    "begin": _begin,
    "answer": _answer,
    "add": _add,
    "attach": _attach,
    "drop": _drop,
    "sign": _sign,
    "note": _note,
    "refuse": _words(services.record_refusal, "note", "words"),
    "absent": _words(services.record_absence, "note", "words"),
    "resume": _words(services.resume, "why", "why"),
    "excuse": _words(services.excuse_recording, "why", "why"),
    "take": _take,
    "close": _close,
    "cancel": _words(services.cancel, "why", "why"),
    "reschedule": _reschedule,
    "tell": _words(services.tell, "how", "how"),
}


@never_cache
@only(permissions.is_police)
@require_POST
def act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Do one act; refused, the page comes back with the sentence and all that was typed."""
    visit = visible(request, code)
    if act not in ACTS:
        raise Http404
    by = account_of(request)
    try:
        ACTS[act](by, visit, request)
    except Refused as refused:
        return _back(request, visit, act, refused)
    messages.success(request, _done(act))
    item = request.POST.get("item", "") if act in ("answer", "attach") else ""
    anchor = f"#item-{_number(item)}" if item else ""
    return HttpResponseRedirect(address(visit) + anchor)


def _back(request: HttpRequest, visit: Inspection, act: str, refused: Refused) -> HttpResponse:
    visit.refresh_from_db()
    typed = {**{name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}, "act": act}
    context: dict[str, Any] = {**record(visit, account_of(request), typed), "refused": refused}
    return render(request, "inspections/visit.html", context, status=409 if refused.code == "conflict" else 422)


def _done(act: str) -> str:
    words = {
        "begin": _("检查已开始。"),
        "answer": _("已记录。"),
        "attach": _("证据已保存。"),
        "sign": _("已签名。"),
        "close": _("检查已结束，笔录已出具。"),
        "cancel": _("已取消。"),
    }
    return words.get(act, _("已办理。"))
