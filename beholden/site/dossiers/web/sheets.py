"""What is printed or taken along: roster, drill record, blank agreement as PDF; people and maintenance as XLSX."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from beholden.ground.documents import services as drawing
from beholden.ground.documents.web.views import pdf
from beholden.ground.people.web.doors import only
from beholden.site.dossiers import letters, permissions, sheets
from beholden.site.dossiers.web.showing import account_of, entry_of, system_of

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@only(permissions.may_read)
@require_GET
def printed(request: HttpRequest, code: str) -> HttpResponse:
    """A duty roster from today on, or the record of a drill."""
    found = entry_of(request, code)
    if found.kind == "roster" and permissions.sees_names(account_of(request)):
        today = timezone.localdate()
        first = today if found.until_on and found.until_on >= today else found.from_on or today
        return pdf(drawing.drawn("duty_roster", letters.roster(found, first)), f"{found.title}.pdf")
    if found.kind == "drill":
        return pdf(drawing.drawn("drill_record", letters.drill(found)), f"{found.title}.pdf")
    raise Http404


@never_cache
@only(permissions.may_write)
@require_GET
def agreement(request: HttpRequest, code: str) -> HttpResponse:
    """The confidentiality agreement, to fill in and sign."""
    told = letters.agreement(system_of(request, code), timezone.localdate())
    return pdf(drawing.drawn("confidentiality_agreement", told), f"{_('安全保密协议')}.pdf")


@never_cache
@only(permissions.may_read_staff)
@require_GET
def staff(request: HttpRequest) -> HttpResponse:
    """People in key posts."""
    return _sheet(sheets.staff(account_of(request), timezone.localdate()), _("重要岗位人员"))


@never_cache
@only(permissions.may_read)
@require_GET
def maintenance(request: HttpRequest, code: str) -> HttpResponse:
    """Maintenance planned and done."""
    account, found = account_of(request), system_of(request, code)
    if not permissions.may_read_staff(account):
        raise Http404
    return _sheet(sheets.maintenance(account, found, timezone.localdate()), _("维护记录"))


def _sheet(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=_SHEET)
    answer["Content-Disposition"] = f"attachment; filename=\"sheet.xlsx\"; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    return answer
