"""Papers of a request: uploading, handing out files and documents; who asks, for a reason."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from beholden.ground.documents import queries as documents
from beholden.ground.documents.web.views import handed_out
from beholden.ground.people.refusals import Refused
from beholden.ground.people.web.doors import only
from beholden.site.requests import permissions, services
from beholden.site.requests.web.forms import FileForm
from beholden.site.requests.web.showing import account_of, back, found_of


@never_cache
@only(permissions.works_here)
@require_POST
def attach(request: HttpRequest, code: str) -> HttpResponse:
    """Keep one more paper."""
    found = found_of(request, code)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return back(request, found, refused=services.Refused("empty", _("请选择文件")))
    file = form.cleaned_data["file"]
    try:
        services.attach(account_of(request), found, file.name or "", file.chunks())
    except Refused as refused:
        return back(request, found, refused=refused)
    return back(request, found, _("文件已保存。"))


@never_cache
@only(permissions.works_here)
@require_GET
def file(request: HttpRequest, code: str, file: str) -> HttpResponseBase:
    """The bytes, to be saved: never shown inside a page of ours."""
    one = found_of(request, code).files.filter(code=file, erased_at__isnull=True).first()
    if one is None:
        raise Http404
    return services.SHELF.handed_out(one.sha256, one.name, one.media_type)


@never_cache
@only(permissions.may_read)
@require_GET
def document(request: HttpRequest, code: str, document: str) -> HttpResponse:
    """A receipt, notice or record that was issued about this request."""
    found = found_of(request, code)
    issued = documents.about("request", found.code).filter(code=document).first()
    if issued is None:
        raise Http404
    return handed_out(issued)


@never_cache
@only(permissions.works_here)
@require_POST
def reveal(request: HttpRequest, code: str) -> HttpResponse:
    """Who asks, in clear, once, on a page of its own."""
    found = found_of(request, code)
    try:
        private = services.reveal(account_of(request), found, request.POST.get("why", ""))
    except Refused as refused:
        return back(request, found, refused=refused)
    return render(request, "requests/revealed.html", {"found": found, "private": private})
