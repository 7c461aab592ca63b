"""Every page of masked copies in every state, both widths, ugly data: nothing serious for axe, no pushing sideways."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from beholden.engines.redaction import plan as engine
from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import Camera, System
from beholden.site.access.tests.stage import Stage
from beholden.site.dossiers.tests.made import a_system
from beholden.site.redactions.models import Aim, Redaction, RedactionChange, State, Why
from beholden.site.redactions.tests.made import a_copy
from tests.stories.axe import serious
from tests.stories.filing.conftest import Opened
from tests.stories.kind import assert_kind, keep

pytestmark = pytest.mark.browser
LONG = "唐山市路北区城南国际商业贸易中心综合体（含地下停车场、屋顶花园及附属设施）" * 8
NAUGHTY = "<b>𠮷🙂</b> مرحبا بالعالم \u202eabc Ω≈ç√ ' OR 1=1 --" + "x" * 60


def _stage(people: Cast, system: System) -> Stage:
    gate = system.cameras.order_by("pk")[0]
    Camera.objects.filter(pk=gate.pk).update(name=(LONG + NAUGHTY)[:200])
    gate.refresh_from_db()
    return Stage(people, system, gate, gate, gate)


def _many(found: Redaction, count: int) -> None:
    kinds = list(engine.Kind)
    tracks = tuple(
        engine.Track(
            number, kinds[number % 3], (engine.Sight(number % 30, engine.Box(0.1, 0.2, 0.1, 0.3)),),
            max(0.0, number % 30 - 0.5), number % 30 + 0.5,
        )
        for number in range(1, count + 1)
    )  # fmt: skip
    (found.work / "tracks.json").write_text(json.dumps({"tracks": engine.tracks_data(tracks)}))


@pytest.fixture
def pages(people: Cast) -> list[tuple[Account, str, str]]:
    """(who, name, address) of every page, over copies in every state."""
    stage, now = _stage(people, a_system(people.manager, LONG[:100])), timezone.now()
    files = [[1_795_154_400_000_000 + one * 30_000_000, 1_795_154_430_000_000 + one * 30_000_000, ""] for one in (0, 1)]
    lost = {"blank": [[1000, 2500], [20_000, 20_100]], "altered": [[3000, 9000, 0], [29_900, 30_000, 1]]}
    many = a_copy(stage, number="查调〔2026〕城南国际商业贸易中心-000123号", segments=files, **lost)
    _many(many, 200)
    do, given = RedactionChange.Do, {"redaction": many, "by": people.guard, "at": now}
    RedactionChange.objects.create(do=do.UNCOVER, track=3, reason=NAUGHTY[:200], **given)
    corners = [[0.1, 0.1], [0.5, 0.1], [0.3, 0.6]]
    RedactionChange.objects.create(do=do.POLYGON, points=corners, from_ms=0, to_ms=9000, reason=LONG[:200], **given)
    none = a_copy(stage, subject="q-none")
    _many(none, 0)
    said = a_copy(stage, State.CONFIRMED, subject="q-said", said=(LONG + NAUGHTY)[:500], altered=[[0, 4000, 0]])
    out = a_copy(stage, State.RELEASED, Aim.PUBLICATION, subject="q-out")
    begun = {"sha256": "", "made_at": None, "milliseconds": 0}
    makings = {"queued": {}, "making": {"done": 420, "stage": "covering"}, "waiting": {"why": Why.RECORDING}}
    rows = [(people.guard, "home", "/redactions?view=all"), (people.auditor, "home_auditor", "/redactions?view=all")]
    rows += [(people.guard, "new", "/redactions/new"), (people.manager, "many", f"/redactions/{many.code}")]
    rows += [(people.guard, "more", f"/redactions/{many.code}?after=100")]
    rows += [(people.guard, "none", f"/redactions/{none.code}"), (people.guard, "said", f"/redactions/{said.code}")]
    rows += [(people.guard, "out", f"/redactions/{out.code}"), (people.auditor, "auditor", f"/redactions/{many.code}")]
    for name, more in makings.items():
        made = a_copy(stage, State.MAKING, subject=f"q-{name}", **begun)
        Redaction.objects.filter(pk=made.pk).update(**more)
        rows.append((people.guard, name, f"/redactions/{made.code}"))
    for why in Why.values:
        made = a_copy(stage, State.FAILED, subject=f"q-{why}", why=why, **begun)
        rows.append((people.guard, f"failed_{why}", f"/redactions/{made.code}"))
    preview = a_copy(stage, State.PREVIEW, Aim.MOSAIC, until=now)
    return [*rows, (people.guard, "preview", f"/redactions/{preview.code}")]


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_page_is_kind(pages: list[tuple[Account, str, str]], opened: Opened, size: str) -> None:
    told = [one for one in pages if size == "phone" or one[1] == "failed_damaged" or not one[1].startswith("failed_")]
    assert_kind(told, opened, size)  # at a desk the others are the same page with another sentence


def test_the_review_is_kind_in_english_too(pages: list[tuple[Account, str, str]], opened: Opened) -> None:
    ((who, address),) = [(one, address) for one, name, address in pages if name == "many"]
    page = opened(who)
    page.goto("/today")
    page.get_by_role("button", name="English").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(address)
    for said in (
        "Time that could not be decoded",
        "Time that is not as recorded",
        "6.1",
        "133 things",
        "30.0 seconds",
    ):
        assert page.get_by_text(said).count() >= 1, said
    keep(page, "many-english")
    assert not serious(page)
