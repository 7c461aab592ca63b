"""The thirteen items of an inspection, each answered from what is known here, as the inspector will ask them (M10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beholden.engines import rulebook
from beholden.engines.rulebook import Rulebook
from beholden.engines.rulebook.checklists import Checklist, Item
from beholden.ground.systems.models import CameraState, PlaceCategory, System
from beholden.site.selfcheck.answering import filed, guarded, kept, papers, posts, running
from beholden.site.selfcheck.answering.findings import Answered, Finding, Gap, combined
from beholden.site.selfcheck.models import Declaration, Result
from beholden.site.selfcheck.saying import Said

__all__ = ["Answered", "Finding", "Gap", "Sheet", "declarable", "sheet"]

Measuring = Callable[[System, datetime], list[Finding]]
MEASURED: Final[dict[int, Measuring]] = {
    4: filed.findings,
    5: running.findings,
    6: posts.findings,
    7: kept.findings,
    11: guarded.measures,
    13: guarded.inside,
}
NEVER_DECLARED: Final = frozenset({5, 7, 13})  # the product measures all of it: a word cannot better it
PHOTO: Final = "photo"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A System's items on a day. ``areas`` counts its cameras in use by the kind of place they stand in."""

    system: System
    on: date
    checklist: Checklist
    rulebook: str
    areas: dict[str, int]
    answers: tuple[Answered, ...]

    @property
    def asked(self) -> int:
        """How many items apply."""
        return sum(one.result != Result.NOT_APPLICABLE for one in self.answers)

    @property
    def conform(self) -> int:
        """How many of them are answered well."""
        return sum(one.result == Result.CONFORM for one in self.answers)

    @property
    def gaps(self) -> list[Answered]:
        """Those that are not, violations first."""
        return sorted(
            (one for one in self.answers if one.result in (Result.VIOLATION, Result.NOT_SEEN)),
            key=lambda one: (one.result != Result.VIOLATION, one.item.number),
        )

    def answer(self, number: int) -> Answered | None:
        """One item."""
        return next((one for one in self.answers if one.item.number == number), None)


def sheet(system: System, now: datetime) -> Sheet:
    """All items of the list in force today. Raises rulebook.LawError."""
    book = rulebook.opened(settings.LAW)
    on = timezone.localdate(now)
    checklist = book.checklist(on)
    areas = areas_of(system)
    newest = _declarations(system, checklist.sha256)
    focus = {area: _focus(book, on, system, area) for area in areas}
    answers = tuple(_answer(system, item, now, on, newest.get(item.number), focus) for item in checklist.items)
    return Sheet(system, on, checklist, book.sha256, areas, answers)


def declarable(item: Item, answered: Answered) -> bool:
    """Whether a person may say something of it: it applies, and the product does not measure all of it.

    Of item 7 a person may only explain days of which nothing is held.
    """
    if answered.result == Result.NOT_APPLICABLE:
        return False
    return item.number not in NEVER_DECLARED or kept.MISSING in answered.measured


def areas_of(system: System) -> dict[str, int]:
    """Kind of place → cameras in use there; the System's own kind while it has none."""
    found: dict[str, int] = {}
    for own in system.cameras.filter(state=CameraState.ACTIVE).values_list("place_category", flat=True):
        area = own or system.place_category
        found[area] = found.get(area, 0) + 1
    return found or {system.place_category: 0}


def _focus(book: Rulebook, on: date, system: System, area: str) -> set[int]:
    """The items an inspection of either kind looks at there (M11(2), M12, R33(1))."""
    found: set[int] = set()
    for kind in ("general", "professional"):
        facts = {**system.facts, "place_category": area, "inspection.kind": kind}
        found |= set(book.resolve("inspection.items", on, system.division[:6], facts).value)
    return found


def _answer(
    system: System, item: Item, now: datetime, on: date, said: Declaration | None, focus: dict[str, set[int]]
) -> Answered:
    exempt = _exempt(item, set(focus))
    if exempt:
        return Answered(item, Result.NOT_APPLICABLE, "", (), exempt=exempt, focus=False)
    found: list[Finding] = []
    if item.number in MEASURED:
        found += MEASURED[item.number](system, now)
    found += papers.proofs(system, item.number, on)
    if item.number not in NEVER_DECLARED or any(kept.MISSING in one.measured for one in found):
        found += papers.declared(said, on)
    one = combined(
        item, found, ask=_ask(system, item, said, on), focus=any(item.number in some for some in focus.values())
    )
    return replace(one, declared=said)


def _exempt(item: Item, areas: set[str]) -> str:
    """The article that takes every part of the System out of the item, "" when some part is under it."""
    if areas == {PlaceCategory.NON_PUBLIC}:
        return "R33(1)"
    outside = {PlaceCategory.OTHER, PlaceCategory.NON_PUBLIC}
    return "R9(2)" if item.other_places == "exempt" and areas <= outside else ""


def _ask(system: System, item: Item, said: Declaration | None, on: date) -> Gap:
    href = reverse("selfcheck:item", args=[system.code, item.number])
    if said is not None and said.until < on:
        return Gap(Said(_("自述 %(day)s 已过期"), {"day": said.until}), Said(_("重新填写")), href)
    if PHOTO in item.evidence:
        return Gap(Said(_("还没有照片和说明")), Said(_("拍照并填写")), href)
    return Gap(Said(_("还没有材料说明这一项")), Said(_("填写")), href)


def _declarations(system: System, checklist: str) -> dict[int, Declaration]:
    """The newest declaration of each item; one made to another version of the list is asked again."""
    found: dict[int, Declaration] = {}
    rows = Declaration.objects.filter(system=system, checklist=checklist).select_related("by", "system")
    for row in rows.order_by("id"):
        found[row.item] = row
    return found
