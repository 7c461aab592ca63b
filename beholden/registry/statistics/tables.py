"""The figures as tables: rows of numbers, each leading to what it counts (R24, R25(1), M14, M15, M7).

A table is made with one or two questions to the database, however many records it counts: of filings, inspections
and orders it adds up what the job keeps, the few of the other subjects are counted when asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from django.db.models import Avg, Count, Max, Min
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from beholden.ground.places import queries as places
from beholden.registry.inspections.models import Reason
from beholden.registry.orders.models import Kind as OrderKind
from beholden.registry.penalties.models import Party, PartyKind
from beholden.registry.statistics import counting, kept, subjects
from beholden.registry.statistics.scope import Scope

Word = str | Promise


@dataclass(frozen=True, slots=True)
class Cell:
    """A number with the address of what it counts; or, without an address, something calculated."""

    text: str
    value: float | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line; ``href`` leads from its name to the same figures of a smaller area."""

    name: str
    cells: Sequence[Cell]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table; ``bars`` is the column its chart shows, -1 without one. ``cite`` is the article it is about."""

    name: str
    title: str
    cite: str
    columns: Sequence[str]
    rows: Sequence[Row]
    bars: int = 0
    note: str = ""
    first: str = field(default="")

    @property
    def empty(self) -> bool:
        """Whether there is nothing but noughts."""
        return not any(cell.value for row in self.rows for cell in row.cells)

    @property
    def chart_word(self) -> str:
        """What the chart shows."""
        return self.columns[self.bars]


def link(scope: Scope, subject: str, measure: str) -> str:
    """The list of what this number counts."""
    return f"{_lists(scope.query())}&subject={subject}&measure={measure}"


@lru_cache(maxsize=64)
def _lists(query: str) -> str:
    return f"{reverse('statistics:counted')}?{query}"


def number(scope: Scope, subject: str, measure: str, count: int) -> Cell:
    return Cell(str(count), count, link(scope, subject, measure) if count else "")


def percent(part: int, whole: int) -> Cell:
    """A share with one digit; "–" of nothing."""
    return Cell(f"{part / whole:.1%}", part / whole) if whole else Cell("–")


def counted(scope: Scope, subject: str, names: Sequence[str]) -> dict[str, int]:
    """How many of the scope answer to each of these measures, counted now: for subjects that are few."""
    found = subjects.SUBJECTS[subject]
    known = found.measures()
    wanted = {f"m{place}": Count("pk", filter=known[name].where(scope.today)) for place, name in enumerate(names)}
    got = found.rows(scope).select_related(None).order_by().aggregate(**wanted)
    return {name: got[f"m{place}"] for place, name in enumerate(names)}


def _grid(
    scope: Scope, subject: str, lines: Mapping[str, Word], columns: Mapping[str, Word]
) -> tuple[list[str], list[Row]]:
    """Rows by columns; a measure is called `row.column`, or `row` where the column is called "" ."""
    names = [f"{line}.{column}".strip(".") for line in lines for column in columns]
    got = kept.sums(scope, subject, names)
    rows = [
        Row(
            str(word),
            [number(scope, subject, one, got[one]) for one in (f"{line}.{name}".strip(".") for name in columns)],
        )
        for line, word in lines.items()
    ]
    return [str(word) for word in columns.values()], rows


# Inspections ------------------------------------------------------------------------------------------------------
def reasons(scope: Scope) -> Table:
    """Inspections by reason: how many, of which kind, how many off site, how many found something."""
    known = subjects.visit_measures()
    columns = {
        "": _("检查"),
        "kind_general": known["kind_general"].word,
        "kind_professional": known["kind_professional"].word,
        "method_off_site": known["method_off_site"].word,
        "violation": known["violation"].word,
    }
    words, rows = _grid(scope, "inspections", {f"reason_{one.value}": one.label for one in Reason}, columns)
    title = _("检查：事由、种类和方式")
    return Table("reasons", title, "M11", words, rows, note=kept.fresh("inspections"), first=_("事由"))


def course(scope: Scope) -> Table:
    """How inspections went."""
    known = subjects.visit_measures()
    names = ["all", "closed", "violation", "method_off_site", "refused", "absent", "late", "override"]
    got = kept.sums(scope, "inspections", names)
    rows = [
        Row(str(known[name].word), [number(scope, "inspections", name, got[name]), percent(got[name], got["all"])])
        for name in names
    ]
    title, note = _("检查：进行的情况"), kept.fresh("inspections")
    return Table("course", title, "M13", [_("检查"), _("占比")], rows, note=note, first=_("情况"))


def findings(scope: Scope) -> Table:
    """Items found violated, and how often the same unit had been found so before."""
    asked = subjects.items()
    got = kept.sums(scope, "inspections", [f"{mark}_{item}" for item in asked for mark in ("item", "again")])
    rows = []
    for item, question in asked.items():
        times, again = got[f"item_{item}"], got[f"again_{item}"]
        cells = [
            number(scope, "inspections", f"item_{item}", times),
            number(scope, "inspections", f"again_{item}", again),
            percent(again, times),
        ]
        rows.append(Row(question, cells))
    note = _("再次发现：同一单位同一项在更早的检查中也不符合；复查不算。") + kept.fresh("inspections")
    columns = [_("不符合"), _("再次发现"), _("再次发现的占比")]
    return Table("findings", _("检查：发现的问题"), "M10", columns, rows, note=note, first=_("检查项"))


# Orders -----------------------------------------------------------------------------------------------------------
_ORDER_COLUMNS: Final = ("", "served", "to_serve", "overdue", "corrected", "partly", "refused")


def orders(scope: Scope) -> Table:
    """Orders by kind, how they stand, and the share that was put right."""
    known = subjects.order_measures()
    columns = {name: known[name or "all"].word for name in _ORDER_COLUMNS}
    words, rows = _grid(scope, "orders", {f"kind_{one.value}": one.label for one in OrderKind}, columns)
    whole = [Row(row.name, [*row.cells, _rate(row.cells)]) for row in rows]
    note = _("改正率：复查认定已改正的，占复查有结论的。") + kept.fresh("orders")
    return Table("orders", _("责令改正"), "M14", [*words, _("改正率")], whole, note=note, first=_("种类"))


def _rate(cells: Sequence[Cell]) -> Cell:
    right, partly, refused = (
        int(cells[_ORDER_COLUMNS.index(name)].value or 0) for name in ("corrected", "partly", "refused")
    )
    return percent(right, right + partly + refused)


def correcting(scope: Scope) -> Table:
    """How long putting right took."""
    known = subjects.order_measures()
    names = [f"took_{name}" for _most, name in subjects.TOOK]
    got = kept.sums(scope, "orders", [*names, "corrected", counting.DAYS, counting.TIMES])
    rows = [
        Row(str(known[name].word), [number(scope, "orders", name, got[name]), percent(got[name], got["corrected"])])
        for name in names
    ]
    note = _("从送达到复查认定已改正的自然日。")
    if got[counting.TIMES]:
        note += _("平均 %(days)s 天。") % {"days": f"{got[counting.DAYS] / got[counting.TIMES]:.1f}"}
    note += kept.fresh("orders")
    return Table(
        "correcting", _("责令改正：改正用了多久"), "M15", [_("责令"), _("占比")], rows, note=note, first=_("用时")
    )


# Tips, filings, penalties -----------------------------------------------------------------------------------------
def tips(scope: Scope) -> Table:
    """Tips: in time, outcome. Only those of the reader's own authority: others' are not theirs to read."""
    known = subjects.tip_measures()
    got = counted(scope, "tips", list(known))
    rows = [
        Row(str(one.word), [number(scope, "tips", name, got[name]), percent(got[name], got["all"])])
        for name, one in known.items()
    ]
    note = _("只统计本机关办理或者移送的举报：为保护举报人，上级公安机关不读取下级的举报。")
    return Table("tips", _("举报"), "R24(2)", [_("举报"), _("占比")], rows, note=note, first=_("情况"))


def filings(scope: Scope) -> Table:
    """Filings: kind, channel, in time."""
    known = subjects.filing_measures()
    got = kept.sums(scope, "filings", list(known))
    rows = [
        Row(str(one.word), [number(scope, "filings", name, got[name]), percent(got[name], got["all"])])
        for name, one in known.items()
    ]
    return Table("filings", _("备案"), "M7", [_("备案"), _("占比")], rows, note=kept.fresh("filings"), first=_("情况"))


def cases(scope: Scope) -> Table:
    """Cases and fines by violation: how many, how much, how far apart."""
    known = subjects.case_measures()
    violations = [name for name in known if name.startswith("P-") and "." not in name]
    marks = ("all", "open", "penalty", "none")
    wanted = {f"of_{mark}": Count("pk", filter=known[mark].where(scope.today)) for mark in marks}
    opened = subjects.opened(scope).select_related(None).order_by()
    got = {row["violation"]: row for row in opened.values("violation").annotate(**wanted)}
    decided = subjects.opened(scope).filter(outcome="penalty", decided_at__isnull=False).order_by().values("pk")
    fined = (
        Party.objects.filter(case__in=decided, fine__gt=0)
        .exclude(kind=PartyKind.RESPONSIBLE)
        .order_by()
        .values("case__violation")
        .annotate(least=Min("fine"), most=Max("fine"), mean=Avg("fine"))
    )
    fines = {row["case__violation"]: row for row in fined}
    rows = []
    for name in violations:
        counts = got.get(name, {})
        measures = (name, *(f"{name}.{mark}" for mark in marks[1:]))
        cells = [
            number(scope, "penalties", measure, counts.get(f"of_{mark}", 0))
            for measure, mark in zip(measures, marks, strict=True)
        ]
        one = fines.get(name)
        amounts = [
            Cell(f"{one[what]:,.0f}" if one else "–", one[what] if one else None) for what in ("least", "mean", "most")
        ]
        rows.append(Row(str(known[name].word), [*cells, *amounts]))
    columns = [_("立案"), _("办理中"), _("给予处罚"), _("不予处罚"), _("最低罚款（元）"), _("平均"), _("最高")]
    note = _("罚款是对单位或者个人（主当事人）的决定。点开名单，就是同类案件。")
    return Table("cases", _("行政处罚"), "R26", columns, rows, note=note, first=_("违法行为"))


# Divisions --------------------------------------------------------------------------------------------------------
def below(area: str) -> list[str]:
    """The beginnings of the codes of the next smaller divisions; none below a county."""
    length = len(area) + 2
    if length > 6:
        return []
    return sorted({one.code[:length] for one in places.counties(area.ljust(6, "0"))})


def divisions(scope: Scope) -> Table:
    """The areas below side by side; those where nothing happened too."""
    parts = below(scope.area)
    visited = kept.sums_of(parts, scope, "inspections", ("all", "violation"))
    given = kept.sums_of(parts, scope, "orders", ("all", "overdue", "corrected", "partly", "refused"))
    filed = kept.sums_of(parts, scope, "filings", ("all",))
    cased = _cases_by_part(scope)
    rows = []
    for part in parts:
        there = Scope(scope.account, part, scope.period, scope.today)
        seen, ordered = visited[part], given[part]
        right = ordered["corrected"]
        cells = [
            number(there, "filings", "all", filed[part]["all"]),
            number(there, "inspections", "all", seen["all"]),
            number(there, "inspections", "violation", seen["violation"]),
            number(there, "orders", "all", ordered["all"]),
            number(there, "orders", "overdue", ordered["overdue"]),
            percent(right, right + ordered["partly"] + ordered["refused"]),
            number(there, "penalties", "all", cased.get(part, 0)),
        ]
        rows.append(Row(places.short_name(there.division) or part, cells, f"?{there.query()}"))
    columns = [_("备案"), _("检查"), _("发现问题"), _("责令"), _("超期未结"), _("改正率"), _("处罚立案")]
    note = kept.fresh("filings", "inspections", "orders")
    return Table("divisions", _("各地情况"), "R5", columns, rows, bars=1, note=note, first=_("行政区划"))


def _cases_by_part(scope: Scope) -> dict[str, int]:
    found = subjects.opened(scope).select_related(None).order_by()
    parts = found.annotate(part=Substr("division", 1, len(scope.area) + 2))
    return dict(parts.values_list("part").annotate(Count("pk")))


OVERVIEW: Final[Mapping[str, Callable[[Scope], Table]]] = {
    "divisions": divisions,
    "reasons": reasons,
    "course": course,
    "findings": findings,
    "orders": orders,
    "correcting": correcting,
    "tips": tips,
    "filings": filings,
    "cases": cases,
}
