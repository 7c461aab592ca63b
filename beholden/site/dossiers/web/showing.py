"""What the pages of dossiers have in common: finding one, blaming a field, the rows of an entry."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import account_of as account_of
from beholden.ground.systems.models import System
from beholden.site.dossiers import fields, permissions, queries, standing
from beholden.site.dossiers.fields import FIELDS
from beholden.site.dossiers.kinds import KINDS, Kind, Service
from beholden.site.dossiers.models import DossierEntry, StaffMember
from beholden.site.dossiers.refusals import Refused


def system_of(request: HttpRequest, code: str) -> System:
    """The System of this code, or 404 when there is none for this person."""
    found = queries.systems_visible_to(account_of(request)).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def entry_of(request: HttpRequest, code: str) -> DossierEntry:
    """The entry of this code, or 404."""
    found = queries.one(account_of(request), code)
    if found is None:
        raise Http404
    return found


def person_of(request: HttpRequest, code: str) -> StaffMember:
    """The person of this code, or 404."""
    found = queries.staff_visible_to(account_of(request)).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def kind_of(name: str, *, person: bool = False) -> Kind:
    """The kind of this name for a System, or for a person; 404."""
    found = KINDS.get(name)
    if found is None or found.person != person:
        raise Http404
    return found


def blame(form: Any, refused: Refused) -> None:
    """Put the sentence where it belongs: at its field, or above the form, with the article it rests on."""
    says = f"{refused}（{refused.cite}）" if refused.cite else str(refused)
    form.add_error(refused.field if refused.field in form.fields else None, says)


def back(
    request: HttpRequest, entry: DossierEntry, sentence: object = "", refused: Refused | None = None
) -> HttpResponse:
    """To the entry's page with one sentence."""
    if refused is not None:
        messages.error(request, f"{refused}（{refused.cite}）" if refused.cite else str(refused))
    elif sentence:
        messages.success(request, str(sentence))
    return HttpResponseRedirect(reverse("dossiers:entry", args=[entry.code]))


def revision(request: HttpRequest) -> int:
    """The revision the page was made from; 0, which fits none, when it is not said."""
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


def facts_of(entry: DossierEntry, account: Account) -> list[tuple[str, str]]:
    """(label, value) of what was filled in, as a person reads it."""
    kind, rows = entry.of, []
    if entry.person is not None:
        open_name = permissions.may_write(account)
        rows.append((_("人员"), entry.person.name if open_name else entry.person.masked))
    for name in kind.fields:
        known = FIELDS[name]
        value = getattr(entry, name) if known.column else entry.more.get(name)
        if name == "cameras":
            value = "、".join(camera.name for camera in entry.cameras.all()[:50])
        elif name == "terms":
            value = "、".join(words for code, words in terms() if code in (value or []))
        elif name == "service":
            value = dict(Service.choices).get(str(value), value)
        elif name == "confidential":
            value = _("是") if value else _("否")
        if name != "title" and value not in (None, ""):
            rows.append((str(fields.label_of(kind, name)), str(value)))
    for name, label in (("moved_on", _("改动日期")), ("restored_on", _("恢复日期")), ("solved_on", _("处置日期"))):
        if entry.more.get(name):
            rows.append((label, entry.more[name]))
    if entry.ended_on:
        rows.append((_("终止日期"), str(entry.ended_on)))
    return rows


def terms() -> list[tuple[str, str]]:
    """What an entrustment must settle (PIPL 21, 55), code and words in the reader's language."""
    book = rulebook.opened(settings.LAW)
    answer = book.resolve("entrust.terms", timezone.localdate(), "000000", {})
    english = (translation.get_language() or "").startswith("en")
    labels = book.rule("entrust.terms").labels
    return [(value, labels[value][english]) for value in answer.value]


def standing_of(entry: DossierEntry) -> dict[str, str]:
    """State, tone and sentence of an entry today."""
    today = timezone.localdate()
    state = standing.state_of(entry, today)
    return {"state": state, "tone": standing.TONES[state], "says": standing.sentence(entry, today)}
