"""An order reaches its party: day, manner, proof (程序规定36). Only then does a term run, and does the unit see it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines import rulebook, sealing
from beholden.ground.people.models import Account
from beholden.registry.orders import lawful, permissions
from beholden.registry.orders.models import FileKind, Kind, Manner, Order
from beholden.registry.orders.services import clocks, files, reinspecting, writing
from beholden.registry.orders.services.writing import Refused, keep, locked, log, note, now_or, require

NEEDS_NOTE: Final = frozenset({Manner.LEFT, Manner.ENTRUSTED, Manner.PUBLIC_NOTICE})


@dataclass(frozen=True, slots=True)
class Service:
    """How an order was served. ``on`` is the day it counts as served; of a public notice ``posted_on`` is the first
    day and ``on`` is worked out. ``receiver`` and ``witness`` are kept sealed; ``consent`` is the party's, to
    electronic service."""

    manner: str
    on: date | None = None
    receiver: str = ""
    witness: str = ""
    note: str = ""
    posted_on: date | None = None
    consent: bool = False


def serve(
    by: Account,
    order: Order,
    service: Service,
    proof: Iterable[files.Upload],
    *,
    seen: int | None = None,
    now: datetime | None = None,
) -> Order:
    """Record the service. A time-limited order's term runs from here; an immediate one's re-inspection is planned.

    Raises Refused: empty (no day, no proof, no receiver, no note), no_choice, too_early, in_future, not_over (public
    notice), no_consent, Conflict.
    """
    require(Order.objects.get(pk=order.pk), "serve", by)  # before the bytes are read, and again below
    at = now_or(now)
    checked = _checked(order, service, timezone.localdate(at))
    kept_files = files.stored(proof)
    if not kept_files:
        raise Refused(
            "empty", _("请上传送达证明（签收的送达回证、照片、邮寄回执或者公告）"), field="proof", cite="程序规定36"
        )
    with transaction.atomic():
        kept = locked(order, seen)
        step = require(kept, "serve", by)
        assert kept.issued_on is not None
        assert checked.on is not None
        files.add(by, kept, FileKind.SERVICE_PROOF, kept_files, at)
        kept.served_on, kept.served_manner, kept.posted_on = checked.on, checked.manner, checked.posted_on
        kept.served_note = checked.note
        kept.served_to = _sealed(kept, checked)
        clocks.served(kept, at)
        kept.due = _term(kept, at)
        keep(kept, at, state=step.to)
        told = {"on": checked.on.isoformat(), "manner": checked.manner, "sha256": [one[1] for one in kept_files]}
        expires = kept.expires_on.isoformat() if kept.expires_on else None
        index = log(kept, "serve", by, at, expires=expires, **told)
        note(kept, "serve", by, at, f"{kept.served_on} {kept.get_served_manner_display()}", log_index=index)
        if kept.kind == Kind.IMMEDIATE:
            reinspecting.plan_by_itself(kept, at)
    return kept


def _term(order: Order, at: datetime) -> date | None:
    """When the authority must look again; sets the expiry of a time-limited order. Raises Refused."""
    assert order.served_on is not None
    if order.kind == Kind.IMMEDIATE:
        running = reinspecting.clock(order)
        return running.due if running else order.due
    assert order.term_days is not None
    expiry = lawful.expiry(order.served_on, order.term_days)
    order.expires_on, order.expires_provisional = expiry.due, expiry.provisional
    try:
        return clocks.to_reinspect(order, expiry.due, at)
    except rulebook.LawError as error:
        raise writing.lawful(error) from error


def _checked(order: Order, service: Service, today: date) -> Service:
    known = lawful.manners(order.issued_on or today, order.division)
    if service.manner not in known:
        raise Refused("no_choice", _("请选择送达方式"), field="manner", cite="程序规定36")
    cite = known[service.manner]
    words = writing.text(service.note, _("说明"), 500, field="note", lines=True)
    receiver = writing.text(service.receiver, _("签收人"), 64, field="receiver")
    witness = writing.text(service.witness, _("见证人"), 100, field="witness")
    on, posted = service.on, None
    if service.manner == Manner.PUBLIC_NOTICE:
        posted = _on(service.posted_on, _("公告日期"), "posted_on", order, today, cite)
        on = lawful.book().due(lawful.NOTICE, posted, order.division[:6], {}).due.due
        if on > today:
            says = _("公告期到 %(day)s 才满，期满之前不能记为送达") % {"day": on}
            raise Refused("not_over", says, field="posted_on", cite=cite)
    on = _on(on, _("送达日期"), "on", order, today, cite)
    if service.manner in NEEDS_NOTE and len(words) < 4:
        raise Refused("empty", _("这种送达方式请写明原因和经过"), field="note", cite=cite)
    if service.manner == Manner.ELECTRONIC and not service.consent:
        raise Refused("no_consent", _("电子送达须经受送达人同意"), field="consent", cite=cite)
    if service.manner in (Manner.DIRECT, Manner.ELECTRONIC) and not receiver:
        raise Refused("empty", _("请填写签收人"), field="receiver", cite=cite)
    return Service(service.manner, on, receiver, witness, words, posted, service.consent)


def _on(day: date | None, label: str, field: str, order: Order, today: date, cite: str) -> date:
    if day is None:
        raise Refused(
            "empty", _("请填写%(label)s：没有送达日期，期限不能起算") % {"label": label}, field=field, cite=cite
        )
    if order.issued_on is not None and day < order.issued_on:
        words = {"label": label, "day": order.issued_on}
        raise Refused("too_early", _("%(label)s不能早于责令作出的 %(day)s") % words, field=field)
    if day > today:
        raise Refused("in_future", _("%(label)s还没到") % {"label": label}, field=field)
    return day


def _context(order: Order) -> str:
    return f"order {order.code} service"


def _sealed(order: Order, service: Service) -> str:
    told = {"receiver": service.receiver, "witness": service.witness}
    body = json.dumps(told, ensure_ascii=False).encode()
    return sealing.seal(body, sealing.installation_key(settings.DATA), _context(order)) if any(told.values()) else ""


def people_of(order: Order) -> dict[str, str]:
    """Receiver and witness in clear; {} when there are none or the key is another one's."""
    if not order.served_to:
        return {}
    try:
        body = sealing.unseal(order.served_to, sealing.installation_key(settings.DATA), _context(order))
    except sealing.SealBroken:
        return {}
    found: dict[str, str] = json.loads(body)
    return found


def masked_people(order: Order) -> dict[str, str]:
    """Receiver and witness as pages show them: the first character."""
    return {part: name[:1] + "*" * max(1, len(name) - 1) for part, name in people_of(order).items() if name}


@transaction.atomic
def reveal_people(by: Account, order: Order, *, why: str, now: datetime | None = None) -> dict[str, Any]:
    """Receiver and witness for a stated reason, which stands in the log (PIPL 51). Raises Refused."""
    if not (permissions.orders(by, order) or permissions.answers_for(by, order)):
        raise Refused("not_yours", _("您的岗位不查看签收人信息。"))
    reason = writing.reason(why, _("查看的理由"), longest=200)
    at = now_or(now)
    note(order, "reveal", by, at, reason, log_index=log(order, "reveal", by, at, why=reason))
    return people_of(order)
