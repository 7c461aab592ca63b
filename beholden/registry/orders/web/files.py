"""Files of an order: the receipt to be signed, documents we issued, what people uploaded (as attachments)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from beholden.ground.documents import queries as documents
from beholden.ground.documents import services as drawing
from beholden.ground.documents.web.views import handed_out, pdf
from beholden.ground.people.web.doors import only
from beholden.registry.filings import uploads
from beholden.registry.orders import letters, permissions
from beholden.registry.orders.models import Order
from beholden.registry.orders.web.showing import account_of, visible


def _concerned(request: HttpRequest, code: str) -> Order:
    found, account = visible(request, code), account_of(request)
    if not (permissions.orders(account, found) or permissions.answers_for(account, found)):
        raise Http404
    return found


@never_cache
@only(permissions.is_police)
@require_GET
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt to print and have signed, with what is known filled in (程序规定36)."""
    found = visible(request, code)
    if not permissions.orders(account_of(request), found) or not found.number:
        raise Http404
    return pdf(drawing.drawn("service_receipt_blank", letters.receipt(found)), f"{_('送达回证')}.pdf")


@never_cache
@only(permissions.may_read_orders)
@require_GET
def document(request: HttpRequest, code: str, document: str) -> HttpResponse:
    """An order, an extension, a revocation, a record, as issued."""
    found = _concerned(request, code)
    issued = documents.by_code(document)
    if issued is None or (issued.subject_kind, issued.subject_code) != ("order", found.code):
        raise Http404
    return handed_out(issued)


@never_cache
@only(permissions.may_read_orders)
@require_GET
def uploaded(request: HttpRequest, code: str, file: str) -> HttpResponseBase:
    """An uploaded file, to be saved: never shown inside a page of ours."""
    found = _concerned(request, code)
    one = found.files.filter(code=file).first()
    if one is None:
        raise Http404
    return uploads.SHELF.handed_out(one.sha256, one.name, one.media_type)
