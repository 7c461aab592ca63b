"""Whether inspecting is fair: times a unit against its class, who most and least, draws repeated (M17, R25(1)).

Re-inspections are owed by law (M15) and left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, Max, OuterRef, Subquery
from django.utils.translation import gettext as _

from beholden.engines import sampling
from beholden.ground.systems.models import PlaceCategory
from beholden.registry.filings import queries as filings
from beholden.registry.filings.models import Filing
from beholden.registry.inspections import queries as inspections
from beholden.registry.inspections.models import DrawState, Inspection, SampleDraw
from beholden.registry.inspections.models import State as VisitState
from beholden.registry.inspections.services import choosing
from beholden.registry.statistics import kept, often
from beholden.registry.statistics.scope import Scope
from beholden.registry.statistics.tables import Cell, Row, Table, number

DRAWS: Final = 10


@dataclass(frozen=True, slots=True)
class Visited:
    """A unit that was inspected more than others, against the mean of its class."""

    name: str
    category: str
    times: int
    mean: float
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A filed system not inspected in the period; ``last`` is when it was before, None never."""

    filing: Filing
    last: date | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw and what came of drawing it again here; ``failed`` names what does not hold, None: not drawn yet."""

    draw: SampleDraw
    failed: tuple[str, ...] | None


def classes(scope: Scope) -> Table:
    """For each class of place: filed systems, units inspected, and how many of them how often."""
    got = often.of(scope).classes
    filed = kept.sums(scope, "filings", [f"in_force_{one}" for one in PlaceCategory.values], ever=True)
    rows = []
    for one in PlaceCategory:
        total, *counts = got.get(one.value) or [0] * (len(often.TIMES) + 2)
        units = sum(counts)
        standing = number(scope, "standing", f"in_force_{one.value}", filed[f"in_force_{one.value}"])
        mean = Cell(f"{total / units:.2f}", total / units) if units else Cell("–")
        many = [Cell(str(count), count) for count in counts]
        visited = number(scope, "inspections", f"class_{one.value}", total)
        rows.append(Row(str(one.label), [standing, visited, Cell(str(units), units), mean, *many]))
    columns = [_("现行备案"), _("检查"), _("受检单位"), _("每单位平均次数")]
    columns += [_("%(times)d 次") % {"times": times} for times in often.TIMES]
    columns.append(_("超过 %(times)d 次") % {"times": often.TIMES[-1]})
    note = _("受检单位按次数分布；复查是法定义务，不计入。") + kept.fresh("filings", "times")
    return Table("classes", _("各类场所的受检次数"), "M17", columns, rows, bars=3, note=note, first=_("公共场所类别"))


def most(scope: Scope, table: Table) -> list[Visited]:
    """The units inspected most often, each against the mean of its class in ``table``."""
    means = {one.value: float(row.cells[3].value or 0) for one, row in zip(PlaceCategory, table.rows, strict=True)}
    return [
        Visited(
            name,
            str(PlaceCategory(category).label),
            times,
            means[category],
            tuple((str(one.label), reasons[one.value]) for one in often.REASONS if one.value in reasons),
        )
        for name, category, times, reasons in often.of(scope).most
    ]


def least(scope: Scope) -> list[Waiting]:
    """Filed systems whose unit nobody inspected in the period, the earliest filed first."""
    own = Inspection.objects.filter(unit=OuterRef("unit")).exclude(state=VisitState.CANCELLED)
    within = own.filter(scheduled_on__gte=scope.period.start, scheduled_on__lt=scope.period.until)
    before = own.filter(scheduled_on__lt=scope.period.start).order_by().values("unit")
    last = before.annotate(day=Max("scheduled_on")).values("day")
    found = filings.visible_to(scope.account).filter(filings.handed_in(scope.division), ~Exists(within), in_force=True)
    in_turn = found.order_by("-due_or_never", "pk")  # along the index, from its end
    rows = in_turn.annotate(last_visit=Subquery(last))[: often.SHOWN]
    return [Waiting(one, one.last_visit) for one in rows]


def draws(scope: Scope) -> list[Drawn]:
    """The latest draws of the area in the period, each drawn again from what is on record."""
    start, until = scope.period.moments()
    plans = inspections.plans_visible_to(scope.account).filter(authority__division__startswith=scope.area)
    found = SampleDraw.objects.filter(plan__in=plans, committed_at__gte=start, committed_at__lt=until)
    return [Drawn(one, _failed(one)) for one in found.select_related("plan__authority").order_by("-pk")[:DRAWS]]


def _failed(draw: SampleDraw) -> tuple[str, ...] | None:
    if draw.state != DrawState.DRAWN:
        return None
    return tuple(one.what for one in sampling.check(choosing.exported(draw)) if not one.holds)
