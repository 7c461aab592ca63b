"""After the decision: service, payment, measures, departments told, review, the end (行政处罚法 61, 67, 72; R27(2))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused
from beholden.registry.orders import lawful
from beholden.registry.orders.models import Manner
from beholden.registry.penalties import framing, letters
from beholden.registry.penalties.models import Case, CaseEvent, EventKind, Outcome, Party, Payment
from beholden.registry.penalties.services import clocks, telling
from beholden.registry.penalties.services.writing import (
    day,
    issue,
    keep,
    locked,
    note,
    now_or,
    party_of,
    require,
    said,
)

REVIEWS = (EventKind.RECONSIDERATION, EventKind.LITIGATION)


@transaction.atomic
def serve(
    by: Account,
    case: Case,
    *,
    party: str,
    on: date | None,
    manner: str,
    proof: str,
    seen: int | None = None,
    now: datetime | None = None,
) -> Party:
    """A party has its decision; its clocks to pay and to ask for reconsideration start. Raises Refused, Conflict."""
    kept, at = locked(case, seen), now_or(now)
    step = require(kept, "serve", by)
    who = party_of(kept, party)
    if not who.decision or who.received_on is not None:
        raise Refused("served", _("对这个当事人没有待送达的决定。"), field="party")
    assert kept.decided_at is not None
    who.received_on = day(on, _("送达日期"), "on", at, since=timezone.localdate(kept.decided_at))
    _by_law(kept, manner, timezone.localdate(kept.decided_at), who.received_on)
    who.manner, who.proof = manner, said(proof, _("送达凭据"), "proof", longest=300, least=2)
    if kept.outcome == Outcome.PENALTY:
        who.pay_until = clocks.start_for(clocks.PAY, who, who.received_on, at)
        clocks.start_for(clocks.RECONSIDER, who, who.received_on, at)
    document = issue("service_receipt", kept, letters.service(kept, who), by, at)
    who.save()
    left = kept.parties.exclude(decision="").filter(received_on__isnull=True).exists()
    if not left:
        clocks.meet(clocks.SERVE, kept, at)
    keep(kept, at, "" if left else step.to)
    note(kept, "serve", by, at, f"{who.shown} {who.get_manner_display()}", document=document, party=who.code)
    return who


def _by_law(case: Case, manner: str, decided: date, received: date) -> None:
    """Only by a manner the law knows; by public notice not before its days are over (程序规定36). Raises Refused."""
    known = lawful.manners(decided, case.division)
    if manner not in known:
        raise Refused("no_choice", _("请选择送达方式"), field="manner", cite="程序规定36")
    if manner == Manner.PUBLIC_NOTICE:
        last = rulebook.opened(settings.LAW).due(lawful.NOTICE, decided, case.division[:6], {}).due.due
        if received < last:
            says = _("公告期到 %(day)s 才满，期满之前不能记为送达") % {"day": last}
            raise Refused("not_over", says, field="on", cite=known[manner])


@dataclass(frozen=True, slots=True)
class Owing:
    """What a party still owes on a day, in yuan."""

    fine: int
    paid: int
    days_late: int
    surcharge: int

    @property
    def left(self) -> int:
        """Fine and surcharge less what came in."""
        return max(self.fine + self.surcharge - self.paid, 0)


def owing(party: Party, on: date) -> Owing:
    """Fine, payments, and the surcharge for each day after the last one to pay (行政处罚法 72(1)).

    It is counted on what was unpaid then, and stops on the day the whole fine had come in.
    """
    fine = party.fine or 0
    payments = list(party.payments.all())
    paid, late, extra = sum(one.amount for one in payments), 0, 0
    if party.pay_until is not None and fine:
        in_time = sum(one.amount for one in payments if one.on <= party.pay_until)
        total, until = 0, on
        for one in payments:
            total += one.amount
            if total >= fine:
                until = min(on, one.on)
                break
        late = max((until - party.pay_until).days, 0)
        extra = framing.late_surcharge(party.case, max(fine - in_time, 0), late, on)
    return Owing(fine, paid, late, extra)


@transaction.atomic
def pay(
    by: Account,
    case: Case,
    *,
    party: str,
    on: date | None,
    amount: int | None,
    receipt: str,
    seen: int | None = None,
    now: datetime | None = None,
) -> Payment:
    """Money came in. Raises Refused: more than is owed, a receipt twice, not served yet; Conflict."""
    kept, at = locked(case, seen), now_or(now)
    require(kept, "pay", by)
    who = party_of(kept, party)
    if who.received_on is None or who.fine is None:
        raise Refused("unserved", _("决定还没有送达这个当事人。"), field="party")
    when = day(on, _("缴纳日期"), "on", at, since=who.received_on)
    owed = owing(who, when)
    if amount is None or not 1 <= amount <= owed.left:
        says = _("金额应当在 1 元至 %(left)d 元之间（罚款和加处罚款的余额）") % {"left": owed.left}
        raise Refused("amount", says, field="amount", cite="行政处罚法67(3)")
    number = said(receipt, _("票据号"), "receipt", longest=60, least=2)
    if who.payments.filter(receipt=number).exists():
        raise Refused("twice", _("这张票据已经登记过。"), field="receipt")
    made = Payment.objects.create(party=who, on=when, amount=amount, receipt=number, by=by, at=at)
    if owing(who, when).left == 0:
        clocks.meet_for(clocks.PAY, who, at)
    keep(kept, at)
    note(kept, "pay", by, at, number, party=who.code, amount=amount)
    return made


@transaction.atomic
def carry_out(
    by: Account,
    case: Case,
    *,
    measure: str,
    on: date | None,
    inventory: str,
    seen: int | None = None,
    now: datetime | None = None,
) -> CaseEvent:
    """A measure was carried out: what was taken or deleted, listed. Raises Refused, Conflict."""
    kept, at = locked(case, seen), now_or(now)
    require(kept, "carry_out", by)
    if measure not in kept.measures or kept.events.filter(kind=EventKind.MEASURE, what=measure).exists():
        raise Refused("measure", _("决定里没有这项措施，或者已经登记执行。"), field="measure")
    assert kept.decided_at is not None
    when = day(on, _("执行日期"), "on", at, since=timezone.localdate(kept.decided_at))
    return _event(kept, EventKind.MEASURE, measure, when, said(inventory, _("清单"), "inventory", least=2), by, at)


@transaction.atomic
def notify(
    by: Account,
    case: Case,
    *,
    department: str,
    on: date | None,
    text: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> CaseEvent:
    """A department in charge was told (R27(2)). Raises Refused, Conflict."""
    kept, at = locked(case, seen), now_or(now)
    require(kept, "notify", by)
    name = said(department, _("部门"), "department", longest=200, least=2)
    when = day(on, _("通报日期"), "on", at, since=kept.opened_on)
    return _event(kept, EventKind.DEPARTMENT, name, when, said(text, _("内容"), "text", least=0), by, at)


@transaction.atomic
def record_review(
    by: Account,
    case: Case,
    *,
    kind: str,
    where: str,
    on: date | None,
    text: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> CaseEvent:
    """A party asked for reconsideration or went to court; it does not stop the decision. Raises Refused, Conflict."""
    kept, at = locked(case, seen), now_or(now)
    require(kept, "record_review", by)
    if kind not in REVIEWS:
        raise Refused("no_choice", _("请选择行政复议或者行政诉讼"), field="kind")
    assert kept.decided_at is not None
    when = day(on, _("受理日期"), "on", at, since=timezone.localdate(kept.decided_at))
    name = said(where, _("复议机关、法院"), "where", longest=200, least=2)
    if kind == EventKind.RECONSIDERATION:
        for party in kept.parties.all():
            clocks.meet_for(clocks.RECONSIDER, party, at)
    return _event(kept, kind, name, when, said(text, _("内容"), "text", least=0), by, at, "record_review")


@transaction.atomic
def end_review(
    by: Account,
    case: Case,
    *,
    event: int,
    on: date | None,
    result: str,
    seen: int | None = None,
    now: datetime | None = None,
) -> CaseEvent:
    """What came of a review. Raises Refused, Conflict."""
    kept, at = locked(case, seen), now_or(now)
    require(kept, "end_review", by)
    found = kept.events.filter(pk=event, kind__in=REVIEWS, ended_on__isnull=True).first()
    if found is None:
        raise Refused("gone", _("没有这件尚未结束的复议、诉讼。"), field="event")
    found.ended_on = day(on, _("结束日期"), "on", at, since=found.on)
    found.result = said(result, _("结果"), "result", longest=500, least=2)
    found.save()
    keep(kept, at)
    note(kept, "end_review", by, at, found.result)
    return found


@transaction.atomic
def close(by: Account, case: Case, *, closing: str = "", seen: int | None = None, now: datetime | None = None) -> Case:
    """Close the case. Raises Refused naming what is still open: money (unless ``closing`` says how it ends), measures,
    departments, a review; Conflict."""
    kept, at = locked(case, seen), now_or(now)
    step = require(kept, "close", by)
    on = timezone.localdate(at)
    kept.closing = said(closing, _("结案说明"), "closing", longest=500, least=0)
    if kept.outcome == Outcome.PENALTY:
        _nothing_open(kept, on)
    document = issue("case_closing", kept, letters.closing(kept, on), by, at)
    clocks.drop_all(kept, _("案件已办结"), at)
    kept.closed_at = at
    keep(kept, at, step.to)
    note(kept, "close", by, at, kept.closing, document=document)
    return kept


def _nothing_open(case: Case, on: date) -> None:
    owed = [party.shown for party in telling.told(case) if owing(party, on).left]
    if owed and len(case.closing) < 4:
        says = _("罚款还没有缴清（%(who)s）；以其他方式结束的，请写明结案说明。") % {"who": "、".join(owed)}
        raise Refused("unpaid", says, field="closing", cite="行政处罚法67(3)")
    done = set(case.events.filter(kind=EventKind.MEASURE).values_list("what", flat=True))
    if set(case.measures) - done - {"warning"}:
        raise Refused("measures_open", _("还有措施没有登记执行。"), cite="R26")
    found = framing.frame(case, on)
    if "notify_departments" in found.violation.owes and not case.events.filter(kind=EventKind.DEPARTMENT).exists():
        raise Refused("departments", _("还没有通报有关主管部门。"), cite="R27(2)")
    if case.events.filter(kind__in=REVIEWS, ended_on__isnull=True).exists():
        raise Refused("review_open", _("行政复议或者行政诉讼还没有结束。"), cite="行政复议法20")


def _measure(code: str) -> str:
    return rulebook.opened(settings.LAW).rule("penalty.measures").labels[code][0]


def _event(
    case: Case, kind: str, what: str, on: date, text: str, by: Account, at: datetime, action: str = ""
) -> CaseEvent:
    made: CaseEvent = case.events.create(kind=kind, what=what, on=on, note=text, by=by, at=at)
    keep(case, at)
    names = {EventKind.MEASURE.value: "carry_out", EventKind.DEPARTMENT.value: "notify"}
    note(case, action or names[kind], by, at, _measure(what) if kind == EventKind.MEASURE else what)
    return made
