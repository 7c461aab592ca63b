"""The ledger as the auditor sees it: heads, newest entries, the check of a register number, of a minute of footage."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from beholden.ground.evidence import heads, logs, minutes, queries
from beholden.ground.evidence.permissions import auditors
from beholden.ground.evidence.reading import LogUnavailable

PAGE = 30
LOG_WORDS = {logs.ACCESS: _("查看登记账本"), logs.FOOTAGE: _("录像账本")}


@auditors
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """Size, root, newest entries; ``?number=`` what is proven of a number, ``?camera=&at=`` of a minute."""
    name, number = _log(request), request.GET.get("number", "").strip()[:64]
    before = request.GET.get("before", "")[:18]
    try:
        context = {
            "log": name,
            "query": _query(name),
            "words": LOG_WORDS,
            "head": queries.head(name),
            "last": heads.last(name),
            "entries": queries.last(
                PAGE, before=int(before) if before.isascii() and before.isdigit() else None, name=name
            ),
            "number": number,
            "checks": queries.check(number) if number and name == logs.ACCESS else [],
            **(_minute(request) if name == logs.FOOTAGE else {}),
        }
    except LogUnavailable as error:
        return render(request, "evidence/unavailable.html", {"why": str(error)}, status=503)
    return render(request, "evidence/ledger.html", context)


@auditors
@require_GET
def entry(request: HttpRequest, index: int) -> HttpResponse:
    """One entry exactly as it stands in the log."""
    name = _log(request)
    try:
        found = queries.entry(index, name)
        covered = index < heads.last(name).size
    except IndexError:
        raise Http404 from None
    except LogUnavailable as error:
        return render(request, "evidence/unavailable.html", {"why": str(error)}, status=503)
    shown = json.dumps(found.value, ensure_ascii=False, indent=2, sort_keys=True)
    context = {"entry": found, "shown": shown, "covered": covered, "query": _query(name), "word": LOG_WORDS[name]}
    return render(request, "evidence/entry.html", context)


@auditors
@require_GET
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The last signed head as a file: kept by the auditor, it shows later that nothing was rewritten."""
    name = _log(request)
    try:
        last = heads.last(name)
    except LogUnavailable as error:
        return render(request, "evidence/unavailable.html", {"why": str(error)}, status=503)
    if not last.note:
        raise Http404
    return _file(last.note, f"{_prefix(name)}checkpoint-{last.size}.txt")


@auditors
@require_GET
def proof(request: HttpRequest, index: int) -> HttpResponse:
    """The proof of one entry as a file that `beholden verify` and any tlog client check offline."""
    name = _log(request)
    try:
        found = heads.proof(index, name)
    except IndexError:
        raise Http404 from None
    except LogUnavailable as error:
        return render(request, "evidence/unavailable.html", {"why": str(error)}, status=503)
    if found is None:
        raise Http404  # not under a checkpoint yet
    return _file(found, f"{_prefix(name)}entry-{index}.tlog-proof")


def _log(request: HttpRequest) -> str:
    name = request.GET.get("log", logs.ACCESS)
    if name not in logs.LOGS:
        raise Http404
    return name


def _query(name: str) -> str:
    return "" if name == logs.ACCESS else f"?log={name}"


def _prefix(name: str) -> str:
    return "" if name == logs.ACCESS else f"{name}-"


def _minute(request: HttpRequest) -> dict[str, Any]:
    """The form of a minute of footage, and what is entered of the one that was asked for."""
    camera, text = request.GET.get("camera", "").strip()[:64], request.GET.get("at", "").strip()[:32]
    told: dict[str, Any] = {"cameras": minutes.cameras(), "camera": camera, "at": text}
    if camera or text:
        when = _when(text)
        told["bad_at"] = when is None
        told["minute"] = minutes.at(camera, when) if when is not None else None
    return told


def _when(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
        aware = when if when.tzinfo else timezone.make_aware(when)
        return aware if 1970 < aware.year < 9000 else None
    except (ValueError, OverflowError):
        return None


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/plain; charset=utf-8", headers=headers)
