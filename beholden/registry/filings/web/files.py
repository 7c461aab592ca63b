"""Files of a filing: letters we draw, documents we issued, papers handed in (as attachments, without a cookie)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from beholden.ground.documents import queries as documents
from beholden.ground.documents import services as drawing
from beholden.ground.documents.addresses import public
from beholden.ground.documents.web.views import handed_out, pdf
from beholden.ground.people.web.doors import only
from beholden.registry.filings import letters, permissions, uploads
from beholden.registry.filings.models import DONE, Attachment
from beholden.registry.filings.web.showing import account_of, visible


@never_cache
@only(permissions.may_read_filings)
@require_GET
def letter(request: HttpRequest, code: str) -> HttpResponse:
    """The authorisation letter to print and seal, with what is known filled in (M6)."""
    found = visible(request, code)
    if not permissions.answers_for(account_of(request), found):
        raise Http404
    return pdf(drawing.drawn("authorisation_letter", letters.authorisation(found)), f"{_('委托办理备案授权书')}.pdf")


@never_cache
@only(permissions.may_read_filings)
@require_GET
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """The sign to print, with the QR code of its public page (R13)."""
    found = visible(request, code)
    if found.state not in DONE or not found.in_force or not permissions.sees_exact_places(account_of(request), found):
        raise Http404
    size = "a5" if request.GET.get("size") == "a5" else "a4"
    return pdf(
        drawing.drawn("sign", letters.sign(found, size), link=public(f"/s/{found.sign}")), f"{_('提示标识')}.pdf"
    )


@never_cache
@only(permissions.may_read_filings)
@require_GET
def document(request: HttpRequest, code: str, document: str) -> HttpResponse:
    """A receipt or a notice, as issued."""
    found = visible(request, code)
    issued = documents.by_code(document)
    account = account_of(request)
    concerned = permissions.answers_for(account, found) or permissions.decides_on(account, found)
    if issued is None or (issued.subject_kind, issued.subject_code) != ("filing", found.code) or not concerned:
        raise Http404
    return handed_out(issued)


@never_cache
@only(permissions.may_read_filings)
@require_GET
def attachment(request: HttpRequest, code: str, file: str) -> HttpResponse:
    """To the address where the paper lies, for those who may read it; it lives for minutes and needs no cookie."""
    found = visible(request, code)
    account = account_of(request)
    concerned = permissions.answers_for(account, found) or permissions.decides_on(account, found)
    one = found.attachments.filter(code=file).first()
    if one is None or not concerned:
        raise Http404
    return HttpResponseRedirect(reverse("filings:opened", args=[uploads.SHELF.token(one.code)]))


@never_cache
@require_GET
def opened(request: HttpRequest, token: str) -> HttpResponseBase:
    """The bytes, to be saved: never shown inside a page of ours. Reads no session, sets no cookie."""
    one = Attachment.objects.filter(code=uploads.SHELF.opened(token)).first()
    if one is None:
        raise Http404
    return uploads.SHELF.handed_out(one.sha256, one.name, one.media_type)
