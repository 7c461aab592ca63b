"""Pages of filing at both widths with ugly data: nothing serious for axe, no pushing sideways, English complete."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings import services
from beholden.registry.filings.cameras import CameraFields
from beholden.registry.filings.models import Filing
from beholden.registry.filings.tests.made import AGENT, PDF, draft, filed, submitted
from tests.stories.filing.conftest import Opened
from tests.stories.kind import assert_kind

pytestmark = pytest.mark.browser
LONG = "唐山市路北区城南国际商业贸易中心综合体公共安全视频图像信息系统（含地下停车场、屋顶花园及附属设施）二期工程"
NAUGHTY = "<script>alert(1)</script> 𠮷🙂 Ω≈ç√∫˜µ ' OR 1=1 --"


@pytest.fixture
def ugly(people: Cast) -> dict[str, Filing]:
    """Filings in every state, some long, some late, some strange."""
    now = timezone.now()
    old = now - timedelta(days=30)
    many = [
        CameraFields(f"{number:02} {LONG[:40]}", LONG[:60], function_type="watch", area="entrance")
        for number in range(60)
    ]
    made = {
        "draft": draft(people.manager, now=now, name=None, agent=False, letter=None),
        "late": submitted(people.manager, now=old, name=LONG, cameras=many),
        "asked": submitted(people.manager, now=now, letter=None, name=NAUGHTY),
        "filed": filed(people.manager, people.county_officer, now=now, name=LONG, location=LONG),
    }
    services.ask_once(people.county_officer, made["asked"], remark=NAUGHTY, now=now)
    change = services.start_change(people.manager, made["filed"], now=now)
    services.save_answers(
        people.manager, change, {"retention_days": "90", "location": LONG + "北门", "change_reason": LONG}, now=now
    )
    services.add_cameras(people.manager, change, [CameraFields("新增 " + LONG[:40], function_type="watch")], now=now)
    services.set_agent(people.manager, change, AGENT, now=now)
    services.attach(people.manager, change, "agent_id", "x.pdf", [PDF], now=now)
    made["change"] = services.submit(people.manager, change, incomplete=True, now=now)
    made["paper"] = services.receive(people.county_officer, unit_name=LONG, now=now)
    made["near"] = draft(people.manager, now=now)
    return made


def pages(people: Cast, ugly: dict[str, Filing]) -> list[tuple[Account | None, str, str]]:
    """(who, name, address) of every page of the journey."""
    unit, officer = people.manager, people.county_officer

    def of(name: str, page: str = "") -> str:
        return f"/filings/{ugly[name].code}{page}"

    return [
        (unit, "unit-list", "/filings?view=all"),
        (unit, "start", "/filings/new"),
        (None, "exempt", "/filings/exempt?category=other_public"),
        (unit, "draft", of("draft")),
        (unit, "task-unit", of("draft", "/unit")),
        (unit, "task-system", of("draft", "/system")),
        (unit, "cameras", of("near", "/cameras")),
        (unit, "camera", of("near", "/cameras/1")),
        (unit, "agent", of("near", "/agent")),
        (unit, "check", of("draft", "/check")),
        (unit, "check-full", of("near", "/check")),
        (unit, "asked", of("asked")),
        (unit, "filed", of("filed")),
        (officer, "queue", "/filings?view=all"),
        (officer, "queue-empty", "/filings?view=archive"),
        (officer, "record-late", of("late")),
        (officer, "record-change", of("change")),
        (officer, "ask", of("late", "/ask")),
        (officer, "window", "/window"),
        (officer, "paper", of("paper")),
        (people.system_admin, "remits", "/remits"),
        (None, "sign", f"/s/{ugly['filed'].sign}"),
        (None, "check-code", "/check"),
    ]


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_page_is_kind(people: Cast, ugly: dict[str, Filing], opened: Opened, size: str) -> None:
    assert_kind(pages(people, ugly), opened, size)


def test_the_english_pages_hold_no_chinese_of_ours(people: Cast, opened: Opened) -> None:
    officer = opened(people.county_officer)
    officer.goto("/filings")
    officer.get_by_role("button", name="English").click()
    for address in ("/filings", "/window", "/filings/exempt", "/check"):
        officer.goto(address)
        text = officer.locator("main").inner_text()
        left = [word for word in re.findall(r"[\u4e00-\u9fff]+", text) if word != "中文"]
        assert not left, (address, left)
