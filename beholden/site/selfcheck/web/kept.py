"""What was kept: self-checks with report and attestation, retention certificates, photos that were handed in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beholden.engines.attestation import certificate
from beholden.engines.attestation.certificate import CameraKept
from beholden.ground.documents import queries as documents
from beholden.ground.documents.web.views import handed_out
from beholden.ground.people.web.doors import only
from beholden.site.dossiers import uploads
from beholden.site.dossiers.refusals import Refused
from beholden.site.selfcheck import flow, permissions, queries, retention, services
from beholden.site.selfcheck.causes import CAUSES
from beholden.site.selfcheck.models import Provenance, Result, RetentionCertificate, SelfCheck
from beholden.site.selfcheck.web.views import TONES, account_of, spoken, system_of

ATTESTED = {flow.NONE: "idle", "waiting": "due", "received": "good", "refused": "over"}


def _check(request: HttpRequest, code: str) -> SelfCheck:
    found = queries.visible_to(account_of(request)).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _certificate(request: HttpRequest, code: str) -> RetentionCertificate:
    found = queries.certificates_of(account_of(request)).filter(code=code).first()
    if found is None:
        raise Http404
    return found


@never_cache
@only(permissions.may_check)
@require_GET
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Kept self-checks of a System, newest first."""
    own = system_of(request, code)
    found = queries.visible_to(account_of(request)).filter(system=own)
    page = queries.page(found, request.GET.get("after", ""))
    rows = [(one, getattr(one, "attestation", None)) for one in page.checks]
    tones = [(one, attested, ATTESTED[attested.state if attested else flow.NONE]) for one, attested in rows]
    return render(request, "selfcheck/history.html", {"system": own, "rows": tones, "after": page.after})


@never_cache
@only(permissions.may_check)
@require_GET
def check(request: HttpRequest, code: str) -> HttpResponse:
    """One kept self-check as it stood, its report, its attestation."""
    kept = _check(request, code)
    attested = getattr(kept, "attestation", None)
    state = attested.state if attested else flow.NONE
    context = {
        "check": kept,
        "rows": [_row(one) for one in kept.answers],
        "attested": attested,
        "tone": ATTESTED[state],
        "sign": flow.verdict(state, "sign"),
        "again": flow.verdict(state, "send"),
    }
    return render(request, "selfcheck/check.html", context)


def _row(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": one["item"],
        "question": spoken(one["question"]),
        "cite": one["exempt"] or one["cite"],
        "tone": TONES[Result(one["result"])],
        "word": Result(one["result"]).label,
        "basis": Provenance(one["provenance"]).label if one["provenance"] else "",
        "says": [spoken(sentence) for sentence in one["says"]],
        "gap": spoken(one["gap"]["action"]) if one["gap"] else "",
        "until": date.fromisoformat(one["until"]) if one["until"] else None,
    }


@only(permissions.may_check)
@require_GET
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The printed report, as it was issued."""
    return _issued(_check(request, code).document)


def _issued(code: str) -> HttpResponse:
    found = documents.by_code(code)
    if found is None:
        raise Http404
    return handed_out(found)


@only(permissions.may_check)
@require_POST
def attest(request: HttpRequest, code: str) -> HttpResponse:
    """Sign the attestation; it goes to the registry by itself."""
    kept = _check(request, code)
    try:
        services.attest(account_of(request), kept)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已签发，正在发送给公安机关。"))
    return redirect("selfcheck:check", kept.code)


@only(permissions.may_check)
@require_POST
def send(request: HttpRequest, code: str) -> HttpResponse:
    """Send it again at the next turn."""
    kept = _check(request, code)
    attested = getattr(kept, "attestation", None)
    if attested is None:
        raise Http404
    try:
        services.send_again(account_of(request), attested)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("一分钟内会再次发送。"))
    return redirect("selfcheck:check", kept.code)


@only(permissions.may_check)
@require_GET
def attestation(request: HttpRequest, code: str) -> HttpResponse:
    """The signed statement, to hand over on a stick where there is no network."""
    kept = _check(request, code)
    attested = getattr(kept, "attestation", None)
    if attested is None:
        raise Http404
    return _attached(attested.note.encode(), "text/plain; charset=utf-8", f"{kept.code}.attestation")


@never_cache
@only(permissions.may_check)
@require_http_methods(["GET", "POST"])
def retention_page(request: HttpRequest, code: str) -> HttpResponse:
    """How long footage is held now, and the certificates that were issued."""
    own = system_of(request, code)
    if request.method == "POST":
        try:
            made = services.certify(account_of(request), own)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("已出具 %(number)s。") % {"number": made.number})
        return redirect("selfcheck:retention", own.code)
    rows = retention.rows_of(own, timezone.now())
    issued = queries.certificates_of(account_of(request)).filter(system=own)[:20]
    return render(
        request, "selfcheck/retention.html", {"system": own, "rows": [_kept(row) for row in rows], "issued": issued}
    )


def _kept(row: retention.Row) -> dict[str, Any]:
    tone = "over" if row.short or row.overdue else "due" if row.young else "good"
    word = _("不足期限") if row.short else _("期满未删") if row.overdue else _("未满期限") if row.young else _("足够")
    return {
        "row": row,
        "days": row.attained / retention.DAY,
        "share": row.permille / 10,
        "tone": tone,
        "word": word if row.floor_days is not None else _("没有期限规定"),
        "causes": [(CAUSES.get(why, why), seconds) for why, seconds in row.gaps.items()],
    }


@only(permissions.may_check)
@require_GET
def certificate_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The printed certificate, as it was issued."""
    return _issued(_certificate(request, code).document)


@only(permissions.may_check)
@require_GET
def certificate_json(request: HttpRequest, code: str) -> HttpResponse:
    """The signed certificate with its list and the proofs there are by now; `beholden verify` reads it."""
    found = _certificate(request, code)
    cameras = [CameraKept(**one) for one in found.cameras]
    content = certificate.packed(found.note.encode(), cameras, queries.proofs(found))
    return _attached(content, "application/json", f"{found.code}.json")


@only(permissions.may_check)
@require_GET
def file(request: HttpRequest, code: str) -> Any:
    """The photo or paper that came with a declaration; saved, never shown inside a page of ours."""
    found = queries.declarations_of(account_of(request)).filter(code=code).exclude(sha256="").first()
    if found is None:
        raise Http404
    answer = uploads.SHELF.handed_out(found.sha256, found.file_name, found.media_type)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _attached(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
