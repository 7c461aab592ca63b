"""What is counted, and by which mark: the number on a page and the list behind it use the same condition.

Everything starts from the owning room's `visible_to`: nobody counts what they may not read (R5, R25(1)).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beholden.engines import rulebook
from beholden.ground.deadlines.models import Deadline, Ending
from beholden.ground.places import queries as places
from beholden.ground.systems.models import PlaceCategory
from beholden.registry.filings import queries as filings
from beholden.registry.filings.models import Channel
from beholden.registry.filings.models import Kind as FilingKind
from beholden.registry.filings.services import clocks
from beholden.registry.inspections import queries as inspections
from beholden.registry.inspections.models import Answer, Method, Outcome, Reason
from beholden.registry.inspections.models import Kind as VisitKind
from beholden.registry.inspections.models import State as VisitState
from beholden.registry.orders import queries as orders
from beholden.registry.orders.models import OPEN, OrderExtension, Reinspection, Result
from beholden.registry.orders.models import Kind as OrderKind
from beholden.registry.orders.models import State as OrderState
from beholden.registry.penalties import queries as penalties
from beholden.registry.penalties.models import ENDED, Hearing
from beholden.registry.penalties.models import Outcome as CaseOutcome
from beholden.registry.statistics.scope import Scope
from beholden.registry.tips import queries as tips
from beholden.registry.tips.models import OPEN_TIPS, TipOutcome, TipState, TipTransfer

Where = Callable[[date], Q]


@dataclass(frozen=True, slots=True)
class Measure:
    """One mark: its word, and the condition it stands for on a day."""

    word: str | Promise
    where: Where


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that is counted; ``rows`` are all of a scope."""

    word: str | Promise
    rows: Callable[[Scope], QuerySet[Any]]
    measures: Callable[[], Mapping[str, Measure]]


def _always(today: date) -> Q:
    return Q()


def _just(word: str | Promise, **fields: Any) -> Measure:
    return Measure(word, lambda today: Q(**fields))


# Inspections ------------------------------------------------------------------------------------------------------
def visits(scope: Scope) -> QuerySet[Any]:
    """Inspections of the period, by their day; those that were cancelled left out."""
    found = inspections.visible_to(scope.account).exclude(state=VisitState.CANCELLED)
    days = Q(scheduled_on__gte=scope.period.start, scheduled_on__lt=scope.period.until)
    return found.filter(places.lying_in(scope.division), days)


def _violated(**more: Any) -> QuerySet[Answer]:
    return Answer.objects.filter(superseded=False, result="violation", **more)


def _earlier(item: Any, unit: Any, day: Any) -> Exists:
    """The same unit was found with the same item violated at an earlier visit that is over."""
    earlier = _violated(item=item, inspection__unit=unit, inspection__state=VisitState.CLOSED)
    return Exists(earlier.filter(inspection__scheduled_on__lt=day))


def _item(number: int) -> Q:
    return Q(Exists(_violated(inspection=OuterRef("pk"), item=number)), state=VisitState.CLOSED)


def _item_again(number: int) -> Q:
    before = Q(_earlier(number, OuterRef("unit"), OuterRef("scheduled_on")), unit__isnull=False)
    return _item(number) & ~Q(reason=Reason.REINSPECTION) & before


def found_before() -> Q:
    """Of an answer: its unit had been found so before."""
    there = OuterRef("inspection__unit"), OuterRef("inspection__scheduled_on")
    return Q(_earlier(OuterRef("item"), *there), inspection__unit__isnull=False)


def visit_measures() -> Mapping[str, Measure]:
    """Marks of inspections."""
    bad = Q(Exists(_violated(inspection=OuterRef("pk"))), state=VisitState.CLOSED)
    found = {
        "all": Measure(_("检查"), _always),
        "closed": _just(_("已结束"), state=VisitState.CLOSED),
        "violation": Measure(_("发现问题"), lambda today: bad),
        "refused": _just(Outcome.REFUSED.label, outcome=Outcome.REFUSED),
        "absent": _just(Outcome.ABSENT.label, outcome=Outcome.ABSENT),
        "late": Measure(_("到期未查"), lambda today: Q(state=VisitState.PLANNED, scheduled_on__lt=today)),
        "override": Measure(_("有理由的再次检查"), lambda today: ~Q(override_reason="")),
        "first": Measure(_("检查（不含复查）"), lambda today: ~Q(reason=Reason.REINSPECTION)),
    }
    found |= {f"kind_{one.value}": _just(one.label, kind=one) for one in VisitKind}
    found |= {f"method_{one.value}": _just(one.label, method=one) for one in Method}
    for place in PlaceCategory:
        found[f"class_{place.value}"] = Measure(place.label, lambda today, p=place: _owed_not(p))
    for reason in Reason:
        name = f"reason_{reason.value}"
        found[name] = _just(reason.label, reason=reason)
        for mark in ("kind_general", "kind_professional", "method_off_site"):
            found[f"{name}.{mark}"] = _both(found[name], found[mark])
        found[f"{name}.violation"] = _both(found[name], found["violation"])
    for number, asked in items().items():
        found[f"item_{number}"] = Measure(asked, lambda today, n=number: _item(n))
        found[f"again_{number}"] = Measure(_words(asked, _("再次发现")), lambda today, n=number: _item_again(n))
    return found


def _owed_not(place: str) -> Q:
    return Q(place_category=place) & ~Q(reason=Reason.REINSPECTION)


def _both(one: Measure, other: Measure) -> Measure:
    return Measure(_words(one.word, other.word), lambda today: one.where(today) & other.where(today))


def _words(*words: str | Promise) -> str:
    return " · ".join(str(word) for word in words)


def items() -> dict[int, str]:
    """The items of M10 as the checklist in force today asks them, in the reader's language."""
    found = rulebook.opened(settings.LAW).checklist(timezone.localdate())
    return {one.number: f"{one.number} {one.question[_english()]}" for one in found.items}


def _english() -> bool:
    return (get_language() or "zh").startswith("en")


# Orders -----------------------------------------------------------------------------------------------------------
TOOK: Final = ((3, "0-3"), (7, "4-7"), (15, "8-15"), (30, "16-30"), (None, "31-"))  # days; ours, no text fixes them


def ordered(scope: Scope) -> QuerySet[Any]:
    """Orders given in the period, with ``took``."""
    found = orders.visible_to(scope.account).filter(
        division__startswith=scope.area, issued_on__gte=scope.period.start, issued_on__lt=scope.period.until
    )
    return taking(found)


def taking(found: QuerySet[Any]) -> QuerySet[Any]:
    """Orders with ``took``: from service to the re-inspection that saw it put right; null while there is none."""
    seen = Reinspection.objects.filter(order=OuterRef("pk"), result=Result.CORRECTED).values("done_on")[:1]
    return found.annotate(took=ExpressionWrapper(Subquery(seen) - F("served_on"), output_field=DurationField()))


def _within(least: int, most: int | None) -> Q:
    found = Q(state=OrderState.CLOSED_CORRECTED, took__gte=timedelta(days=least))
    return found & Q(took__lte=timedelta(days=most)) if most is not None else found


def took_name(took: timedelta) -> str:
    """The mark of `TOOK` that so long a time has; ``took`` is not negative."""
    return next(f"took_{name}" for most, name in TOOK if most is None or took <= timedelta(days=most))


def order_measures() -> Mapping[str, Measure]:
    """Marks of orders."""
    found = {
        "all": Measure(_("已作出"), _always),
        "served": _just(_("已送达"), served_on__isnull=False),
        "to_serve": _just(_("待送达"), state=OrderState.ISSUED),
        "open": _just(_("办理中"), state__in=OPEN),
        "overdue": Measure(_("超期未结"), lambda today: Q(state__in=OPEN, due__lt=today)),
        "corrected": _just(_("已改正"), state=OrderState.CLOSED_CORRECTED),
        "partly": _just(_("未全部改正"), state=OrderState.CLOSED_PARTLY),
        "refused": _just(_("拒不改正"), state=OrderState.CLOSED_REFUSED),
        "revoked": _just(_("已撤销"), state=OrderState.REVOKED),
        "extended": Measure(
            _("延长过期限"), lambda today: Q(Exists(OrderExtension.objects.filter(order=OuterRef("pk"))))
        ),
    }
    marks = list(found)
    found |= {f"kind_{one.value}": _just(one.label, kind=one) for one in OrderKind}
    found |= {
        f"kind_{one.value}.{mark}": _both(found[f"kind_{one.value}"], found[mark])
        for one in OrderKind
        for mark in marks
    }
    least = 0
    for most, name in TOOK:
        word = (
            _("%(least)d 天以上") % {"least": least}
            if most is None
            else _("%(least)d 至 %(most)d 天") % {"least": least, "most": most}
        )
        found[f"took_{name}"] = Measure(word, lambda today, a=least, b=most: _within(a, b))
        least = (most or 0) + 1
    return found


# Tips -------------------------------------------------------------------------------------------------------------
def reported(scope: Scope) -> QuerySet[Any]:
    """Tips received in the period."""
    start, until = scope.period.moments()
    found = tips.visible_to(scope.account)
    return found.filter(division__startswith=scope.area, received_at__gte=start, received_at__lt=until)


def tip_measures() -> Mapping[str, Measure]:
    """Marks of tips."""
    sent = TipTransfer.objects.filter(tip=OuterRef("pk"))
    found = {
        "all": Measure(_("收到"), _always),
        "urgent": _just(_("涉及隐私场所"), urgent=True),
        "open": _just(_("办理中"), state__in=OPEN_TIPS),
        "answered": _just(_("已答复"), state__in=[TipState.ANSWERED, TipState.ROUTED]),
        "sent_in_time": Measure(_("按时移送"), lambda today: Q(Exists(sent.filter(in_time=True)))),
        "sent_late": Measure(_("超时移送"), lambda today: Q(Exists(sent.filter(in_time=False)))),
    }
    return found | {f"outcome_{one.value}": _just(one.label, outcome=one) for one in TipOutcome}


# Filings ----------------------------------------------------------------------------------------------------------
def handed_in(scope: Scope) -> QuerySet[Any]:
    """Filings handed in during the period, by their latest submission."""
    start, until = scope.period.moments()
    found = filings.visible_to(scope.account).filter(filings.handed_in(scope.division))
    return found.filter(submitted_at__gte=start, submitted_at__lt=until)


def standing(scope: Scope) -> QuerySet[Any]:
    """Filings in force, whenever they were handed in."""
    found = filings.visible_to(scope.account).filter(filings.handed_in(scope.division), in_force=True)
    return found.filter(submitted_at__isnull=False)


def standing_measures() -> Mapping[str, Measure]:
    """Marks of filings in force."""
    return {f"in_force_{one.value}": _just(one.label, in_force=True, place_category=one) for one in PlaceCategory}


def _clock(*rules: str) -> QuerySet[Deadline]:
    return Deadline.objects.filter(subject_kind="filing", subject_code=OuterRef("code"), rule__in=rules)


def _in_time(*rules: str) -> Where:
    return lambda today: (
        Q(Exists(_clock(*rules).filter(ending=Ending.MET, ended_on__lte=F("due")))) & ~_late(*rules)(today)
    )


def _late(*rules: str) -> Where:
    """Late ones are few and have indexes of their own: they are found first, not asked for of every filing."""

    def late(today: date) -> Q:
        clocks = Deadline.objects.filter(subject_kind="filing", rule__in=rules)
        met = clocks.filter(ending=Ending.MET, ended_on__gt=F("due"))
        running = clocks.filter(ended_at__isnull=True, due__lt=today)
        return Q(code__in=met.values("subject_code")) | Q(code__in=running.values("subject_code"))

    return late


def filing_measures() -> Mapping[str, Measure]:
    """Marks of filings; the first counts all."""
    return {
        "all": Measure(_("已提交"), _always),
        "new": _just(FilingKind.NEW.label, kind=FilingKind.NEW),
        "change": _just(FilingKind.CHANGE.label, kind=FilingKind.CHANGE),
        "cessation": _just(FilingKind.CESSATION.label, kind=FilingKind.CESSATION),
        "window": _just(Channel.WINDOW.label, channel=Channel.WINDOW),
        "decided": _just(_("已办结"), decided_at__isnull=False),
        "unit_in_time": Measure(_("单位按期备案"), _in_time(*clocks.TO_FILE, clocks.TO_CHANGE)),
        "unit_late": Measure(_("单位逾期备案"), _late(*clocks.TO_FILE, clocks.TO_CHANGE)),
        "review_in_time": Measure(_("按期审核"), _in_time(clocks.REVIEW)),
        "review_late": Measure(_("审核超期"), _late(clocks.REVIEW)),
    }


# Penalties --------------------------------------------------------------------------------------------------------
def opened(scope: Scope) -> QuerySet[Any]:
    """Cases opened in the period."""
    days = Q(opened_on__gte=scope.period.start, opened_on__lt=scope.period.until)
    return penalties.visible_to(scope.account).filter(days, division__startswith=scope.area)


def case_measures() -> Mapping[str, Measure]:
    """Marks of cases."""
    found = {
        "all": Measure(_("已立案"), _always),
        "open": Measure(_("办理中"), lambda today: ~Q(state__in=ENDED)),
        "hearing": Measure(_("要求听证"), lambda today: Q(Exists(Hearing.objects.filter(case=OuterRef("pk"))))),
        "penalty": _just(CaseOutcome.PENALTY.label, outcome=CaseOutcome.PENALTY, decided_at__isnull=False),
        "none": _just(CaseOutcome.NONE.label, outcome=CaseOutcome.NONE, decided_at__isnull=False),
    }
    marks = list(found)
    for name, violation in rulebook.opened(settings.LAW).violations.items():
        one = Measure(f"{name} {violation.title[_english()]}", lambda today, v=name: Q(violation=v))
        found[name] = one
        found |= {f"{name}.{mark}": _both(one, found[mark]) for mark in marks}
    return found


SUBJECTS: Final[Mapping[str, Subject]] = {
    "inspections": Subject(_("监督检查"), visits, visit_measures),
    "orders": Subject(_("责令改正"), ordered, order_measures),
    "tips": Subject(_("举报"), reported, tip_measures),
    "filings": Subject(_("备案"), handed_in, filing_measures),
    "standing": Subject(_("现行备案"), standing, standing_measures),
    "penalties": Subject(_("行政处罚"), opened, case_measures),
}
