"""One list: what the person's organisation owes, the next date first."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beholden.ground.deadlines import queries

PAGE = 50


@never_cache
@login_required
@require_safe
def deadlines(request: HttpRequest) -> HttpResponse:
    """Tabs: to be done soon, overdue, all that run."""
    if getattr(request.user, "role", "") not in queries.READERS:
        raise PermissionDenied
    today = timezone.localdate()
    running = queries.visible_to(request.user)
    views = {"soon": queries.due_soon(running, today), "over": queries.overdue(running, today), "all": running}
    view = request.GET.get("view", "")
    view = view if view in views else next((name for name in ("over", "soon") if views[name].exists()), "all")
    page = Paginator(views[view], PAGE).get_page(request.GET.get("page"))
    context = {
        "view": view,
        "counts": {name: found.count() for name, found in views.items()},
        "page": page,
        "standings": queries.standings(page.object_list, today),
    }
    return render(request, "deadlines/deadlines.html", context)
