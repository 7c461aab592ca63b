"""The officer's phone: a page that opens without a network, its worker, its manifest, whose sign-in it is (M13).

The page holds nothing personal, so it may lie in the browser's cache; visits and evidence lie sealed in its database.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import only
from beholden.project.assets import manifest
from beholden.registry.inspections import permissions
from beholden.registry.inspections.web.phone_words import spoken

PAGE = "/inspections/phone"
_WORKER = "islands/phone/worker.ts"
_ENTRIES = ("islands/shell/main.ts", "islands/phone/main.ts")


@ensure_csrf_cookie
@never_cache
@only(permissions.is_police)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The page, empty of data; it fills itself from what the phone holds and from the API."""
    return render(request, "inspections/phone.html", {"words": spoken(), "files": files()})


@never_cache
@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """Whose sign-in this is: another's work on the phone is not shown to them. 401 for a stranger."""
    account = request.user
    if not isinstance(account, Account):
        return JsonResponse({"detail": _("请先登录。")}, status=401)
    if not permissions.is_police(account):
        return JsonResponse({"detail": _("这个页面供公安机关民警使用。")}, status=403)
    office = account.organisation.name if account.organisation else ""
    return JsonResponse({"account": account.code, "name": account.name, "office": office})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: at the root, so that it may serve /inspections; asked for anew each time."""
    entry = manifest().get(_WORKER)
    script = (settings.WEB / "dist" / str(entry["file"])).read_bytes() if entry else b""
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    answer["Service-Worker-Allowed"] = "/inspections"
    return answer


@require_safe
def web_manifest(request: HttpRequest) -> HttpResponse:
    """Lets the phone keep the page on its home screen."""
    mark = {"src": static("mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    said: dict[str, Any] = {
        "id": PAGE,
        "name": _("明鉴 监督检查"),
        "short_name": _("监督检查"),
        "lang": "zh-CN",
        "start_url": PAGE,
        "scope": "/inspections",
        "display": "standalone",
        "background_color": "#f5f7f9",
        "theme_color": "#16324f",
        "icons": [mark],
    }
    answer = JsonResponse(said, content_type="application/manifest+json")
    answer["Cache-Control"] = "no-cache"
    return answer


def files() -> list[str]:
    """Every built file the page needs without a network: its scripts, what they import, styles, the icons' font."""
    built, found = manifest(), [static("mark.svg")]
    waiting, seen = list(_ENTRIES), set()
    while waiting:
        name = waiting.pop()
        entry: dict[str, Any] = built.get(name, {})
        if name in seen or not entry:
            continue
        seen.add(name)
        waiting += entry.get("imports", [])
        fonts = [path for path in entry.get("assets", []) if path.endswith(".woff2")]
        found += [static(path) for path in (entry["file"], *entry.get("css", []), *fonts)]
    return sorted(set(found))
