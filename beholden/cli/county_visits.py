"""Supervision in the demo county: visits in every state, orders running, overdue and closed, a case, tips.

Stories as in `county`, through the services, at the times it would have happened; each goes on from a filed system.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from beholden.cli import county_words as words

if TYPE_CHECKING:
    from beholden.cli.county import County, Story, Unit
    from beholden.ground.people.models import Account
    from beholden.registry.filings.models import Filing
    from beholden.registry.inspections.models import Inspection
    from beholden.registry.orders.models import Order

_STROKE: Final[dict[str, Any]] = {"path": "M10 60L60 20L110 64L150 30L190 66L240 40", "width": 300, "height": 100}
_SIGN, _FILED, _AREA = 2, 4, 9  # items of M10


def day(county: County, days: int, hour: int = 10) -> datetime:
    """An hour of a working day so many days ago; a weekend's is moved to the Friday before."""
    from django.utils import timezone

    found = timezone.localdate(county.now) - timedelta(days=days)
    found -= timedelta(days=max(0, found.weekday() - 4))
    return timezone.make_aware(datetime.combine(found, time(hour, county.dice.randrange(50))))


def _filed(county: County, unit: Unit) -> Iterator[datetime]:
    from beholden.cli import county as filings

    yield from filings.filed_at(county, unit, county.ago(county.dice.uniform(70, 150)))


def _team(county: County) -> list[Account]:
    return [county.station, county.officer]


def _planned(county: County, unit: Unit, at: datetime, on: datetime | None = None, **changed: Any) -> Inspection:
    from django.utils import timezone

    from beholden.registry.inspections import services

    filing, by = _filing(unit), changed.pop("by", county.station)
    told: dict[str, Any] = {
        "unit": filing.unit,
        "filing": filing,
        "unit_name": filing.unit_name,
        "place": str(filing.answers["location"]),
        "division": filing.division,
        "place_category": filing.place_category,
        "kind": "general",
        "method": "on_site",
        "reason": "routine",
        "scheduled_on": timezone.localdate(on or at),
        "officers": _team(county),
        "method_reason": "需要查看现场的提示标识和设备朝向",
        **changed,
    }
    return services.plan_visit(by, now=at, **told)


def _filing(unit: Unit) -> Filing:
    from beholden.registry.filings.models import Filing

    return Filing.objects.get(unit=unit.manager.organisation, in_force=True)


def _walked(county: County, visit: Inspection, at: datetime, bad: Iterable[int] = ()) -> Inspection:
    """Begin, answer every item, film, sign, close."""
    from beholden.registry.inspections import services
    from beholden.registry.inspections.models import Inspection

    by, wrong = county.station, dict.fromkeys(bad)
    services.begin(by, visit, shown=["identification", "code"], now=at)
    for item in visit.items:
        found = ("violation", words.FOUND.get(item, "与要求不符")) if item in wrong else ("conform", "")
        services.answer(by, visit, item, found[0], words=found[1], now=at)
    services.announce(by, visit, "body_camera", reference=f"记录仪 A-{county.dice.randrange(100):04d}", now=at)
    for officer in _team(county):
        services.sign(by, visit, "officer", "drawn", account=officer, now=at, **_STROKE)
    name = words.person(county.dice)
    services.sign(by, visit, "unit", "drawn", name=name, title="安全主管", now=at, **_STROKE)
    return services.close(by, Inspection.objects.get(pk=visit.pk), at + timedelta(minutes=30))


def _ordered(county: County, visit: Inspection, at: datetime, *, limited: bool) -> Order:
    """Draw up and give the order, and hand it over."""
    from django.utils import timezone

    from beholden.registry.orders import services

    wording = services.Wording(*(words.ORDER_LIMITED if limited else words.ORDER_NOW))
    kind, violation = ("time_limited", "P-29") if limited else ("immediate", "P-0a")
    draft = services.draft_from(visit, county.station, [violation], kind=kind, wording=wording, now=at)
    order = services.issue(county.station, draft, now=at)
    handed = services.Service(manner="direct", on=timezone.localdate(at), receiver=words.person(county.dice))
    proof = [("送达回证.pdf", [words.paper("Proof of service (demo)")])]
    return services.serve(county.station, order, handed, proof, now=at)


def _again(county: County, order: Order, bad: Iterable[int] = ()) -> Iterator[datetime]:
    """Look again on the day the law gives, and close the order as it was found."""
    from django.utils import timezone

    from beholden.registry.orders import services
    from beholden.registry.orders.models import Order
    from beholden.registry.orders.services.reinspecting import right_day

    first = right_day(order, timezone.localdate(county.now) - timedelta(days=365))
    at = timezone.make_aware(datetime.combine(first, time(10, county.dice.randrange(50))))
    yield at
    order = Order.objects.get(pk=order.pk)
    planned = order.reinspections.last() or services.plan_reinspection(
        county.station, order, scheduled_on=first, officers=_team(county), now=at
    )
    services.visit_closed(_walked(county, planned.inspection, at, bad), now=at + timedelta(minutes=31))
    order = Order.objects.get(pk=order.pk)
    services.conclude(county.station, order, result="corrected", now=at + timedelta(hours=1))


# Stories ----------------------------------------------------------------------------------------------------------
def in_order(county: County, unit: Unit) -> Story:
    """Inspected, nothing found."""
    yield from _filed(county, unit)
    at = day(county, county.dice.randrange(8, 64))
    yield at
    _walked(county, _planned(county, unit, at), at)


def corrected(county: County, unit: Unit) -> Story:
    """Filed untruly, ordered to correct within a term, reported, looked at again, closed."""
    from beholden.registry.orders import services
    from beholden.registry.orders.models import Order

    yield from _filed(county, unit)
    at = day(county, county.dice.randrange(34, 60))
    yield at
    order = _ordered(
        county, _walked(county, _planned(county, unit, at), at, [_FILED]), at + timedelta(hours=3), limited=True
    )
    yield at + timedelta(days=5)
    order = Order.objects.get(pk=order.pk)
    services.report_correction(
        unit.manager, order, text="点位清单已经核对，已办理备案变更。", now=at + timedelta(days=5)
    )
    yield from _again(county, order)


def corrected_at_once(county: County, unit: Unit) -> Story:
    """A sign was missing, put up at once."""
    yield from _filed(county, unit)
    at = day(county, county.dice.randrange(12, 50))
    yield at
    visit = _walked(county, _planned(county, unit, at), at, [_SIGN])
    yield from _again(county, _ordered(county, visit, at + timedelta(hours=2), limited=False))


def repeated(county: County, unit: Unit) -> Story:
    """Its sign was put up, and covered again two months later."""
    yield from _filed(county, unit)
    at = day(county, 62)
    yield at
    visit = _walked(county, _planned(county, unit, at), at, [_SIGN])
    yield from _again(county, _ordered(county, visit, at + timedelta(hours=2), limited=False))
    at = day(county, 6)
    yield at
    visit = _planned(county, unit, at, reason="data", override_reason="巡查发现提示标识又被遮住")
    _ordered(county, _walked(county, visit, at, [_SIGN]), at + timedelta(hours=2), limited=False)


def late(county: County, unit: Unit) -> Story:
    """Its term is over and nobody has looked again: overdue at the authority."""
    yield from _filed(county, unit)
    at = day(county, 29)
    yield at
    _ordered(county, _walked(county, _planned(county, unit, at), at, [_FILED]), at + timedelta(hours=3), limited=True)


def running(county: County, unit: Unit) -> Story:
    """Ordered last week, the term still running; the same item as a sign that is missing."""
    yield from _filed(county, unit)
    at = day(county, 4)
    yield at
    visit = _walked(county, _planned(county, unit, at), at, [_SIGN, _FILED])
    _ordered(county, visit, at + timedelta(hours=3), limited=True)


def to_order(county: County, unit: Unit) -> Story:
    """Found wrong yesterday, nothing ordered yet."""
    yield from _filed(county, unit)
    at = day(county, 1)
    yield at
    _walked(county, _planned(county, unit, at), at, [_SIGN])


def case(county: County, unit: Unit) -> Story:
    """A camera where none may be: a case, proposed, and told of."""
    from django.utils import timezone

    from beholden.registry.penalties import services

    yield from _filed(county, unit)
    at = day(county, 9)
    yield at
    looked = {"items": [1, 3, _AREA], "extra_reason": "核查更衣区域有没有摄像机"}
    visit = _walked(county, _planned(county, unit, at, **looked), at, [_AREA])
    at += timedelta(hours=3)
    yield at
    opened = services.open_case(
        county.officer,
        violation="P-27-1",
        story=words.STORY,
        evidence="检查笔录、现场照片、执法记录仪录像。",
        facts={},
        officers=[county.station],
        inspection=visit,
        now=at,
    )
    at += timedelta(days=2)
    yield at
    main = opened.parties.exclude(kind="responsible").get()
    proposed = services.propose(
        county.officer,
        opened,
        fines={main.code: 10_000},
        measures=["confiscate_equipment", "delete_footage"],
        reason="安装时间较短，未发现外传。",
        far_reason="本机关首件此类案件，参照幅度下限。",
        now=at,
    )
    until = timezone.localdate(county.now) + timedelta(days=5)
    services.give_notice(county.officer, proposed, defence_until=until, now=at)


def today(county: County, unit: Unit) -> Story:
    """Planned for today, in the hands of the station."""
    yield from _filed(county, unit)
    at = day(county, 2)
    yield at
    _planned(county, unit, at, county.now)


def begun(county: County, unit: Unit) -> Story:
    """Under way: three items answered."""
    from beholden.registry.inspections import services

    yield from _filed(county, unit)
    yield county.now - timedelta(minutes=2)
    visit = _planned(county, unit, county.now - timedelta(minutes=2), county.now)
    services.begin(county.station, visit, shown=["identification", "code"], now=county.now)
    for item in visit.items[:3]:
        services.answer(county.station, visit, item, "conform", now=county.now)


def missed(county: County, unit: Unit) -> Story:
    """Planned for last week, nobody went."""
    yield from _filed(county, unit)
    at = day(county, 9)
    yield at
    _planned(county, unit, at, day(county, 6), reason="data")


def off_site(county: County, unit: Unit) -> Story:
    """A professional inspection from the desk, planned for the days to come."""
    yield from _filed(county, unit)
    at = day(county, 1)
    yield at
    on = county.now + timedelta(days=2)
    _planned(county, unit, at, on, by=county.officer, kind="professional", method="off_site", officers=[county.officer])


# Tips -------------------------------------------------------------------------------------------------------------
def tips(county: County) -> Iterator[datetime]:
    """What residents reported: answered, none of ours, being checked, come in this morning."""
    from beholden.registry.tips import services
    from beholden.registry.tips.services import TipFields

    for number, (days, subject, place, seen) in enumerate(words.TIPS):
        at = day(county, days, 9) if days else county.now - timedelta(minutes=40)
        yield at
        given = TipFields(
            token=f"demo-tip-{number:04d}", subject=subject, words=seen, division="130203", place=place,
            contact="", lon=118.1805 + number / 500, lat=39.6301,
        )  # fmt: skip
        tip, _receipt = services.receive(given, now=at)
        after = at + timedelta(hours=2)
        if days > 1:
            yield after
            services.take(county.officer, tip, now=after)
        if days > 10:
            after += timedelta(days=4)
            yield after
            told = "经现场核查，设备在公共区域，已经备案，设有提示标识。"
            services.answer(county.officer, tip, outcome="lawful", words=told, now=after)


def sample(county: County) -> Iterator[datetime]:
    """A plan, a random draw anybody can repeat, and the visit of the first that was drawn."""
    from django.utils import timezone

    from beholden.registry.inspections.services import choosing

    at = day(county, 20)
    yield at
    by, first = county.officer, timezone.localdate(at)
    ends = first + timedelta(days=60)
    plan = choosing.draw_up(
        by, title="商贸场所随机抽查", kind="general", starts=first, ends=ends, note="现行备案的商贸场所", now=at
    )
    plan = choosing.approve(county.supervisor, plan, now=at + timedelta(hours=1))
    draw = choosing.commit(by, plan, size=3, now=at + timedelta(hours=2))
    open_at = at + timedelta(days=1)
    source = "中国福利彩票双色球下一期的开奖号码"
    draw = choosing.fix_population(by, draw, source=source, expected_at=open_at, now=at + timedelta(hours=3))
    at = day(county, 16)
    yield at
    drawn = choosing.draw_sample(by, draw, value="05 11 18 22 27 33 09", now=at)
    visit = choosing.plan_drawn(
        county.station,
        drawn,
        drawn.sample[0],
        scheduled_on=timezone.localdate(at),
        officers=_team(county),
        override_reason="随机抽查抽中",
        method_reason="随机抽查查看现场",
        now=at,
    )
    _walked(county, visit, at)


STORIES: Final = (
    (8, in_order), (2, corrected), (2, corrected_at_once), (1, repeated), (0, late), (0, running), (0, to_order),
    (0, case), (1, today), (0, begun), (0, missed), (0, off_site),
)  # fmt: skip
