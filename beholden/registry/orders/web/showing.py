"""What the pages of orders have in common: finding one, blaming a field, the lines of a list, the rows of a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.urls.exceptions import NoReverseMatch
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.acts.typed import revision as revision
from beholden.ground.deadlines.queries import SOON
from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import account_of as account_of
from beholden.project.navigation import address
from beholden.registry.inspections import queries as inspections
from beholden.registry.inspections.models import Inspection
from beholden.registry.orders import flow, lawful, permissions, queries, visits
from beholden.registry.orders.models import CLOSED, RUNNING, Order, State
from beholden.registry.orders.services import Refused
from beholden.registry.orders.services.reinspecting import not_again
from beholden.registry.orders.services.serving import masked_people

_TONE: Final = {
    State.DRAFTED: "idle",
    State.CLOSED_CORRECTED: "good",
    State.CLOSED_REFUSED: "over",
    State.REVOKED: "idle",
    State.DISCARDED: "idle",
}


@dataclass(frozen=True, slots=True)
class Line:
    """An order as one line of a list. Tones are kinds of the tag `state`; ``due_tone`` "" needs no mark."""

    order: Order
    due: str
    due_tone: str
    tone: str
    what: str
    expires: str


def visible(request: HttpRequest, code: str) -> Order:
    """The order of this code, or 404 when there is none for this person."""
    found = queries.one(account_of(request), code)
    if found is None:
        raise Http404
    return found


def given(request: HttpRequest, code: str) -> Order:
    """The order of this code for an officer of the authority that gives it; 404 unseen, 403 when only read."""
    found = visible(request, code)
    if not permissions.orders(account_of(request), found):
        raise PermissionDenied
    return found


def blame(form: Any, refused: Refused) -> None:
    """Put the sentence where it belongs, with its article: at its field, or above the form."""
    cite = f"（{refused.cite}）" if refused.cite and refused.cite not in str(refused) else ""
    form.add_error(refused.field if refused.field in form.fields else None, f"{refused}{cite}")


def done(request: HttpRequest, order: Order, sentence: object) -> HttpResponse:
    """Back to the order with one sentence."""
    messages.success(request, str(sentence))
    return HttpResponseRedirect(reverse("orders:order", args=[order.code]))


def refused_back(request: HttpRequest, order: Order, refused: Refused) -> HttpResponse:
    """Back to the order with the sentence why not."""
    cite = f"（{refused.cite}）" if refused.cite and refused.cite not in str(refused) else ""
    messages.error(request, f"{refused}{cite}")
    return HttpResponseRedirect(reverse("orders:order", args=[order.code]))


def titles() -> dict[str, str]:
    """Violation → its name in the reader's language."""
    side = lawful.english()
    return {name: violation.title[side] for name, violation in lawful.book().violations.items()}


def lines(orders: Iterable[Order], today: date, *, of_unit: bool = False) -> list[Line]:
    """The lines of these orders, in the reader's language; a unit's day is that of its term, not the police's."""
    names = titles()
    found = []
    for order in orders:
        due, due_tone = _due(_expiry(order) if of_unit else order.due, today)
        what = "、".join(names.get(one, one) for one in order.violations)
        expires = order.expires_on.isoformat() if order.expires_on else "—"
        found.append(Line(order, due, due_tone, tone(order), what, expires))
    return found


def _expiry(order: Order) -> date | None:
    return order.expires_on if order.state in RUNNING else None


def tone(order: Order) -> str:
    """The colour and icon its state is shown with."""
    return _TONE.get(State(order.state), "due")


def _due(due: date | None, today: date) -> tuple[str, str]:
    if due is None:
        return "—", ""
    if due < today:
        return _("%(day)s 已超期") % {"day": f"{due:%m-%d}"}, "over"
    if due == today:
        return _("今天截止"), "due"
    return due.isoformat(), "due" if due <= today + SOON else ""


def grounds(order: Order) -> list[dict[str, Any]]:
    """The findings with the words of checklist and law."""
    names, side = titles(), lawful.english()
    checklist = lawful.book().checklist(order.issued_on or timezone.localdate(order.created_at))
    found = []
    for ground in order.grounds:
        item = checklist.item(ground["item"])
        law = lawful.book().violations[ground["violation"]]
        found.append(
            {
                **ground,
                "question": item.question[side],
                "item_cite": item.cite,
                "title": names[ground["violation"]],
                "cite": law.passage.cite,
            }
        )
    return found


def record(order: Order, account: Account) -> dict[str, Any]:
    """Everything the record page shows to this person."""
    today = timezone.localdate()
    concerned = permissions.orders(account, order) or permissions.answers_for(account, order)
    verdicts = {verdict.action: verdict for verdict in flow.offered(order, account)}
    looks = list(order.reinspections.select_related("inspection", "by"))
    visits_of = [order.inspection_id, *(one.inspection_id for one in looks)]
    readable = inspections.visible_to(account).filter(pk__in=visits_of).values_list("pk", "code")
    pages = {pk: address_of_visit(code) for pk, code in readable}
    return {
        "order": order,
        "tone": tone(order),
        "turn": flow.WHO_WORDS.get(flow.WHOSE.get(order.state, "")),
        "due": _due(order.due, today),
        "grounds": grounds(order),
        "verdicts": verdicts,
        "early": order.expires_on is not None and today <= order.expires_on and order.state not in CLOSED,
        "acts": order.acts.select_related("by") if concerned else order.acts.none(),
        "reports": order.reports.select_related("by").prefetch_related("files") if concerned else [],
        "extensions": order.extensions.select_related("by"),
        "looks": [(one, pages.get(one.inspection_id, "")) for one in looks],
        "visit_page": pages.get(order.inspection_id, ""),
        "files": order.files.filter(report__isnull=True) if concerned else [],
        "documents": queries.documents_of(order) if concerned else [],
        "clocks": queries.clocks(order) if permissions.is_police(account) else [],
        "people": masked_people(order) if concerned else {},
        "own": permissions.answers_for(account, order),
        "given_here": permissions.orders(account, order),
        "penalty": penalty_page(order, account),
        "refusal": queries.refusal(order),
        "titles": titles(),
        "ready": visit_ready(order),
        "not_again": not_again(order),
    }


def address_of_visit(code: str) -> str:
    """Where a visit is shown; "" while its room has no page."""
    try:
        return reverse("inspections:visit", args=[code])
    except NoReverseMatch:
        return ""


def penalty_page(order: Order, account: Account) -> str:
    """Where a case is opened, for the authority's officers; "" while no room has it."""
    start = address("penalties:start")
    if not start or not permissions.orders(account, order):
        return ""
    return f"{start}?order={order.code}"


def penalty_of_visit(inspection: Inspection) -> str:
    """Where a case is opened on what an inspection found, for what no order answers; "" while no room has it."""
    start = address("penalties:start")
    return f"{start}?inspection={inspection.code}" if start else ""


def visit_ready(order: Order) -> bool:
    """Whether the re-inspection has its record, so that its result can be written down."""
    if order.state != State.REINSPECTING:
        return False
    last = order.reinspections.select_related("inspection").last()
    return bool(last and last.inspection.state == "closed" and visits.complete(visits.seen(order, last.inspection)))
