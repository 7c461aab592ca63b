"""Every page of exports in every state, both widths, ugly data: nothing serious for axe, no pushing sideways."""

from __future__ import annotations

import pytest
from django.utils import timezone

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import Camera
from beholden.site.access.tests.stage import Stage
from beholden.site.dossiers.tests.made import a_system
from beholden.site.exports.models import Export, State, Why
from beholden.site.exports.tests.made import an_export
from tests.stories.filing.conftest import Opened, opened, people
from tests.stories.kind import assert_kind

__all__ = ["opened", "people"]
pytestmark = pytest.mark.browser
UGLY = "国际商业贸易中心综合体（含地下停车场、屋顶花园）" * 9 + "𠮷🙂 مرحبا <b> " + "x" * 60
LEFT_OUT = [
    [at, at + 30_000_000, ("altered", "gone", "unreadable")[at // 60_000_000 % 3]]
    for at in range(1_795_000_000_000_000, 1_795_000_000_000_000 + 25 * 60_000_000, 60_000_000)
]


@pytest.fixture
def pages(people: Cast) -> list[tuple[Account, str, str]]:
    """(who, name, address) of every page, over exports that wait, were made and failed for each reason."""
    system = a_system(people.manager, UGLY[:100])
    gate = system.cameras.order_by("pk")[0]
    Camera.objects.filter(pk=gate.pk).update(name=UGLY[:200])
    stage = Stage(people, system, gate, gate, gate)
    rows = [(people.manager, "home", "/exports"), (people.manager, "new", "/exports/new")]
    rows += [(people.auditor, "home_auditor", "/exports"), (people.other_manager, "nothing", "/exports")]
    states = {"waiting": {"state": State.BUILDING}, "making": {"state": State.BUILDING, "done": 4, "total": 9}}
    states |= {f"failed_{why}": {"state": State.FAILED, "why": why} for why in Why.values}
    now = timezone.now()
    states |= {"ready": {"state": State.READY, "log_index": 1, "until": now, "ready_at": now}}
    for name, more in states.items():
        made = an_export(stage)
        Export.objects.filter(pk=made.pk).update(purpose=UGLY[-200:], **more)
        if name in ("ready", "failed_altered"):
            made.cameras.update(left_out=LEFT_OUT)
        rows.append((people.manager, name, f"/exports/{made.code}"))
    return [*rows, (people.auditor, "auditor", rows[-1][2])]


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_page_is_kind(pages: list[tuple[Account, str, str]], opened: Opened, size: str) -> None:
    told = [one for one in pages if size == "phone" or one[1] == "failed_disk" or not one[1].startswith("failed_")]
    assert_kind(told, opened, size)  # at a desk the others are the same page with another sentence
