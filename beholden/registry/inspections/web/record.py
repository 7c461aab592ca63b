"""The written record of a visit, as issued at its end (M13)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beholden.ground.documents import queries as documents
from beholden.ground.documents.web.views import handed_out
from beholden.ground.people.web.doors import account_of, only
from beholden.registry.inspections import permissions, queries
from beholden.registry.inspections.services.closing import RECORD
from beholden.registry.inspections.services.writing import SUBJECT


@never_cache
@only(permissions.may_read_inspections)
@require_safe
def record(request: HttpRequest, code: str) -> HttpResponse:
    """The PDF, for the authority's officers and the unit's manager; 404 for others and while there is none."""
    account = account_of(request)
    visit = queries.one(account, code)
    if visit is None or not permissions.sees_inside(account, visit):
        raise Http404
    issued = documents.about(SUBJECT, visit.code).filter(kind=RECORD).first()
    if issued is None:
        raise Http404
    return handed_out(issued)
