"""A believable county for `beholden demo --county`: 200 units, their filings in every state, due and overdue.

Everything goes through the services, at the times it would have happened: each unit is a story that says when it goes
on, and the earliest goes first, so numbers, clocks and the log stand in order. The same seed tells the same county.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from beholden.cli import county_visits as visits
from beholden.cli import county_words as words

if TYPE_CHECKING:
    from beholden.ground.people.models import Account
    from beholden.registry.filings.models import Filing

PREFIX: Final = "unit."  # user names of the county's managers
DIVISION: Final = "130203"
_SEED: Final = 799
_CENTRE: Final = (118.183, 39.632)
Story = Iterator[datetime]


@dataclass(slots=True)
class County:
    """Who decides, when it is now, and the dice."""

    officer: Account
    station: Account
    supervisor: Account
    now: datetime
    dice: random.Random

    def ago(self, days: float, hours: float = 0) -> datetime:
        """An instant before now, never in the night."""
        return self.now - timedelta(days=days, hours=hours, minutes=self.dice.randrange(50))


@dataclass(slots=True)
class Unit:
    """One unit of the county and who answers for it."""

    number: int
    manager: Account
    kind: words.Kind
    street: str
    started: datetime


def fill(now: datetime, officer: Account, units: int = 200, tell: Callable[[int], None] = lambda done: None) -> int:
    """Make the county, all of it or nothing; how many units were made (0: it is there already)."""
    from django.db import transaction

    from beholden.ground.people.models import Account
    from beholden.registry.statistics.services import count_all

    if Account.objects.filter(username__startswith=PREFIX).exists():
        return 0
    with transaction.atomic():  # one write to the disk, not thousands
        _offices(officer)
        station, supervisor = (Account.objects.get(username=name) for name in ("station", "supervisor"))
        made = _tell_all(County(officer, station, supervisor, now, random.Random(_SEED)), units, tell)
    count_all(now)
    return made


def _tell_all(county: County, units: int, tell: Callable[[int], None]) -> int:
    queue: list[tuple[datetime, int, Story]] = []
    for number, told in enumerate(_plan(county, units), 1):
        story = told(county, _place(county, number, told in EXEMPT))
        heapq.heappush(queue, (next(story), number, story))
    for number, told in enumerate((visits.tips, visits.sample)):
        story = told(county)
        heapq.heappush(queue, (next(story), -number, story))
    done = 0
    while queue:
        _at, number, story = heapq.heappop(queue)
        after = next(story, None)
        if after is None:
            if number > 0:  # the others are no unit's
                done += 1
                tell(done)
        else:
            heapq.heappush(queue, (after, number, story))
    return done


def _offices(officer: Account) -> None:
    """The other offices of the county, as far as they are missing: station, supervisor, sector department."""
    from beholden.ground.people.models import Account, Organisation
    from beholden.ground.people.services import create_account, create_organisation
    from beholden.registry.filings.services import set_remit

    commerce = Organisation.objects.filter(name="路北区商务局").first()
    if commerce is None:
        commerce = create_organisation(None, name="路北区商务局", kind="sector", division=DIVISION)
        set_remit(None, commerce, sector="commerce")
    police = officer.organisation
    for username, name, role, office in (
        ("station", "陈志远", "station_officer", police),
        ("supervisor", "高建军", "supervisor", police),
        ("commerce", "沈丽华", "sector_officer", commerce),
    ):
        if not Account.objects.filter(username=username).exists():
            create_account(None, username=username, name=name, role=role, organisation=office)


def _plan(county: County, units: int) -> list[Callable[[County, Unit], Story]]:
    """A story for each unit: every kind at least once, the rest by its share."""
    shares = [share for share, _story in STORIES]
    stories = [story for _share, story in STORIES]
    plan = [*stories, *county.dice.choices(stories, shares, k=max(0, units - len(stories)))][:units]
    county.dice.shuffle(plan)
    return plan


def _place(county: County, number: int, exempt: bool) -> Unit:
    from beholden.ground.people.models import Organisation
    from beholden.ground.people.services import create_account, create_organisation

    dice = county.dice
    kinds = [kind for kind in words.KINDS if (kind.category == "other_public") is exempt]
    kind = dice.choices(kinds, [kind.share for kind in kinds])[0]
    street = dice.choice(words.STREETS)
    name = words.name(dice, kind, street)
    if Organisation.objects.filter(name=name).exists():
        name = f"{name}（{street}）"
    if Organisation.objects.filter(name=name).exists():
        name = f"{name}{number}"
    started = county.ago(dice.uniform(40, 160))
    made = create_organisation(
        None, name=name, kind="managing", division=DIVISION, uscc_code=words.uscc(number), at=started
    )
    person = words.person(dice)
    manager = create_account(
        None, username=f"{PREFIX}{number:03d}", name=person, role="manager", organisation=made, at=started
    )
    return Unit(number, manager, kind, f"{street} {dice.randrange(1, 300)} 号", started)


# Drafts -----------------------------------------------------------------------------------------------------------
def _draft(county: County, unit: Unit, at: datetime, *, letter: bool = True, **changed: Any) -> Filing:
    """A draft with all answers, cameras, agent and papers."""
    from beholden.registry.filings import services

    filing = services.start(unit.manager, place_category=unit.kind.category, now=at)
    services.save_answers(unit.manager, filing, {**_answers(county, unit, at), **changed}, now=at)
    services.add_cameras(unit.manager, filing, words.cameras(county.dice, unit.kind, _CENTRE, at.date()), now=at)
    services.set_agent(unit.manager, filing, words.agent(county.dice, unit.number), now=at)
    _papers(unit, filing, at, letter=letter)
    return _fresh(filing)


def _papers(unit: Unit, filing: Filing, at: datetime, *, letter: bool) -> None:
    from beholden.registry.filings import services

    card = words.paper(f"Identity document of the agent, unit {unit.number:03d} (demo)")
    services.attach(unit.manager, filing, "agent_id", "身份证件.pdf", [card], now=at)
    if letter:
        sealed = words.paper(f"Authorisation letter with seal, unit {unit.number:03d} (demo)")
        services.attach(unit.manager, filing, "authorisation_letter", "授权书.pdf", [sealed], now=at)


def _answers(county: County, unit: Unit, at: datetime) -> dict[str, Any]:
    organisation = unit.manager.organisation
    assert organisation is not None
    address = f"唐山市路北区{unit.street}"
    return {
        "unit_name": organisation.name,
        "unit_type": unit.kind.unit_type,
        "unit_uscc": organisation.uscc,
        "unit_address": address,
        "public_contact": f"0315-0000{unit.number:03d}",
        "name": f"{organisation.name}公共安全视频系统"[:100],
        "division": DIVISION,
        "location": address,
        "in_use_date": (at - timedelta(days=county.dice.randrange(2, 25))).date().isoformat(),
        "retention_days": str(county.dice.choice((30, 30, 30, 30, 60, 90))),
        "necessity": f"{unit.kind.why}，用于防范盗抢、走失和火灾等危险。",
        "sector": unit.kind.sector,
    }


def _fresh(filing: Filing) -> Filing:
    from beholden.registry.filings.models import Filing as Model

    return Model.objects.get(pk=filing.pk)


# Stories: each yields when it goes on -----------------------------------------------------------------------------
def exempt(county: County, unit: Unit) -> Story:
    """Another public place: nothing is filed, the unit only has its account (R9)."""
    yield unit.started


def draft(county: County, unit: Unit) -> Story:
    """Half filled in, the term still running."""
    from beholden.registry.filings import services

    at = county.ago(county.dice.uniform(1, 6))
    yield at
    filing = services.start(unit.manager, place_category=unit.kind.category, now=at)
    given = _answers(county, unit, at)
    keep = list(given)[: county.dice.randrange(3, len(given))]
    services.save_answers(unit.manager, filing, {name: given[name] for name in keep}, now=at)


def late_draft(county: County, unit: Unit) -> Story:
    """In use long ago, still not handed in."""
    at = county.ago(county.dice.uniform(8, 30))
    yield at
    in_use = (at - timedelta(days=county.dice.randrange(60, 90))).date().isoformat()
    _draft(county, unit, at, letter=False, in_use_date=in_use)


def submitted(county: County, unit: Unit, days: float | None = None) -> Story:
    """Handed in, the authority's turn."""
    from beholden.registry.filings import services

    at = county.ago(days if days is not None else county.dice.uniform(0.2, 1.5))
    yield at
    services.submit(unit.manager, _draft(county, unit, at), now=at)


def overdue(county: County, unit: Unit) -> Story:
    """Handed in, and the authority has let its days go by: shown, never filed by itself."""
    yield from submitted(county, unit, county.dice.uniform(11, 16))


def filed(county: County, unit: Unit) -> Story:
    """Handed in and filed."""
    yield from filed_at(county, unit, county.ago(county.dice.uniform(20, 150)))


def filed_at(county: County, unit: Unit, at: datetime) -> Iterator[datetime]:
    """Handed in at this time, and filed within two days."""
    from beholden.registry.filings import services

    yield at
    filing = services.submit(unit.manager, _draft(county, unit, at), now=at)
    at += timedelta(hours=county.dice.uniform(2, 40))
    yield at
    services.accept(county.officer, _fresh(filing), now=at)
    unit.started = at


def asked(county: County, unit: Unit) -> Story:
    """Told once what is missing, the unit's turn."""
    at = county.ago(county.dice.uniform(3, 12))
    yield from _asked(county, unit, at)


def _asked(county: County, unit: Unit, at: datetime) -> Iterator[datetime]:
    from beholden.registry.filings import services

    yield at
    missing = county.dice.choice(({"retention_days": ""}, {"unit_uscc": ""}, {"location": ""}, {}))
    one = _draft(county, unit, at, letter=bool(missing), **missing)
    filing = services.submit(unit.manager, one, incomplete=True, now=at)
    at += timedelta(hours=county.dice.uniform(3, 30))
    yield at
    services.ask_once(county.officer, _fresh(filing), remark="请在补齐后重新提交。", now=at)
    unit.started = at


def resubmitted(county: County, unit: Unit) -> Story:
    """Told once, put right, handed in again."""
    yield from _again(county, unit, county.ago(county.dice.uniform(6, 9)), county.ago(county.dice.uniform(0.2, 1)))


def filed_second(county: County, unit: Unit) -> Story:
    """Told once, put right, filed."""
    from beholden.registry.filings import services
    from beholden.registry.filings.models import Filing as Model

    first = county.ago(county.dice.uniform(30, 120))
    again = first + timedelta(days=county.dice.uniform(3, 8))
    yield from _again(county, unit, first, again)
    at = again + timedelta(hours=county.dice.uniform(2, 30))
    yield at
    services.accept(county.officer, Model.objects.get(unit=unit.manager.organisation), now=at)


def _again(county: County, unit: Unit, first: datetime, again: datetime) -> Iterator[datetime]:
    from beholden.registry.filings import services
    from beholden.registry.filings.models import Filing as Model

    yield from _asked(county, unit, first)
    yield again
    filing = Model.objects.get(unit=unit.manager.organisation)
    full = _answers(county, unit, first)
    missing = {name: full[name] for name in full if not filing.answers.get(name)}
    services.save_answers(unit.manager, filing, missing, now=again)
    if not filing.attachments.filter(kind="authorisation_letter", dropped_at__isnull=True).exists():
        _papers(unit, _fresh(filing), again, letter=True)
    services.submit(unit.manager, _fresh(filing), now=again)


def withdrawn(county: County, unit: Unit) -> Story:
    """Handed in and taken back."""
    from beholden.registry.filings import services

    at = county.ago(county.dice.uniform(5, 60))
    yield at
    filing = services.submit(unit.manager, _draft(county, unit, at), now=at)
    at += timedelta(hours=5)
    yield at
    services.withdraw(unit.manager, _fresh(filing), why="系统还要改造，完成后再备案", now=at)


def changing(county: County, unit: Unit) -> Story:
    """Filed, and a change handed in."""
    yield from _changed(county, unit, county.ago(county.dice.uniform(0.2, 1.5)), "change")


def changed(county: County, unit: Unit) -> Story:
    """Filed, changed, the second version in force."""
    yield from _changed(county, unit, county.ago(county.dice.uniform(4, 25)), "change", decide=True)


def ceased(county: County, unit: Unit) -> Story:
    """Filed, and dismantled."""
    yield from _changed(county, unit, county.ago(county.dice.uniform(4, 25)), "cease", decide=True)


def _changed(county: County, unit: Unit, at: datetime, what: str, *, decide: bool = False) -> Iterator[datetime]:
    from beholden.registry.filings import services
    from beholden.registry.filings.models import Filing as Model

    yield from filed_at(county, unit, county.ago(county.dice.uniform(40, 150)))
    yield at
    old = Model.objects.get(unit=unit.manager.organisation)
    begin = services.start_change if what == "change" else services.start_cessation
    new = begin(unit.manager, old, now=at)
    given = {"change_reason": words.REASONS[what], **({"retention_days": "90"} if what == "change" else {})}
    services.save_answers(unit.manager, new, given, now=at)
    services.set_agent(unit.manager, new, words.agent(county.dice, unit.number), now=at)
    _papers(unit, _fresh(new), at, letter=True)
    if what == "change":
        more = words.cameras(county.dice, unit.kind, _CENTRE, at.date(), most=3, label="新增")
        services.add_cameras(unit.manager, _fresh(new), more, now=at)
    services.submit(unit.manager, _fresh(new), now=at)
    if decide:
        at += timedelta(hours=county.dice.uniform(2, 30))
        yield at
        services.accept(county.officer, _fresh(new), now=at)


# The window -------------------------------------------------------------------------------------------------------
def received(county: County, unit: Unit) -> Story:
    """Paper taken in this morning, not keyed yet."""
    yield from _window(county, unit, county.ago(0.2), steps=1)


def keyed(county: County, unit: Unit) -> Story:
    """Paper keyed in."""
    yield from _window(county, unit, county.ago(county.dice.uniform(0.2, 1)), steps=2)


def window_filed(county: County, unit: Unit) -> Story:
    """Filed at the window, the paper still to be handed over."""
    yield from _window(county, unit, county.ago(county.dice.uniform(2, 26)), steps=3)


def archive_late(county: County, unit: Unit) -> Story:
    """Filed at the window, the paper lies there for more than a month."""
    yield from _window(county, unit, county.ago(county.dice.uniform(40, 55)), steps=3)


def archived(county: County, unit: Unit) -> Story:
    """Filed at the window, the paper in the archive."""
    yield from _window(county, unit, county.ago(county.dice.uniform(40, 120)), steps=4)


def _window(county: County, unit: Unit, at: datetime, *, steps: int) -> Iterator[datetime]:
    from django.utils import timezone

    from beholden.registry.filings import services

    yield at
    told = _answers(county, unit, at)
    by, day = county.officer, timezone.localdate(at)
    filing = services.receive(
        by, unit_name=told["unit_name"], uscc=told["unit_uscc"], division=DIVISION, received_on=day, now=at
    )
    if steps == 1:
        return
    services.key_in(by, filing, {**told, "place_category": unit.kind.category}, now=at)
    services.add_cameras(by, _fresh(filing), words.cameras(county.dice, unit.kind, _CENTRE, at.date()), now=at)
    services.set_agent(by, _fresh(filing), words.agent(county.dice, unit.number), now=at)
    scan = words.paper(f"Papers of unit {unit.number:03d}, scanned at the window (demo)")
    for kind, name in (("paper", "窗口材料.pdf"), ("authorisation_letter", "授权书.pdf")):
        services.attach(by, _fresh(filing), kind, name, [scan + kind.encode()], now=at)
    if steps == 2:
        return
    services.accept(by, _fresh(filing), now=at)
    if steps == 4:
        at += timedelta(days=county.dice.uniform(5, 20))
        yield at
        services.archive(by, _fresh(filing), to="科信大队档案室 孙建", now=at)


STORIES: Final[Sequence[tuple[int, Callable[[County, Unit], Story]]]] = (
    (90, filed), (14, exempt), (10, draft), (6, late_draft), (10, submitted), (5, overdue), (6, asked),
    (5, resubmitted), (8, filed_second), (3, withdrawn), (6, changing), (10, changed), (3, ceased), (3, received),
    (3, keyed), (4, window_filed), (2, archive_late), (8, archived), *visits.STORIES,
)  # fmt: skip
EXEMPT: Final = (exempt,)
