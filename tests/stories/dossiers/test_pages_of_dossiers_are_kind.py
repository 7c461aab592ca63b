"""Pages of dossiers at both widths with ugly data: nothing serious for axe, no pushing sideways, English complete."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.site.dossiers import services
from beholden.site.dossiers.tests.made import a_person, a_system, an_entry
from tests.stories.filing.conftest import Opened
from tests.stories.kind import assert_kind

pytestmark = pytest.mark.browser
LONG = "唐山市路北区城南国际商业贸易中心综合体公共安全视频图像信息系统（含地下停车场、屋顶花园及附属设施）二期工程"
NAUGHTY = "<script>alert(1)</script> 𠮷🙂 Ω≈ç√∫˜µ ' OR 1=1 --"


@pytest.fixture
def pages(people: Cast) -> list[tuple[Account, str, str]]:
    """(who, name, address) of every page, over entries in every state, some long, some late, some strange."""
    by, now = people.manager, timezone.now()
    day = timezone.localdate(now)
    system = a_system(by, LONG, near_secret_unit=True)
    cameras = [camera.code for camera in system.cameras.all()]
    an_entry(by, system, "design", title=NAUGHTY, party=LONG, note=LONG * 4, now=now)
    an_entry(by, system, "construction", file=None, now=now)
    consent = an_entry(
        by, system, "secret_consent", party=LONG, signed_on="2026-01-01", happened_on="2026-02-01", now=now
    )
    works = an_entry(
        by, system, "works", title=LONG, party=LONG, reason=NAUGHTY, cameras=cameras,
        from_on="2026-10-01", until_on="2026-10-20", now=now,
    )  # fmt: skip
    services.act(by, works, "agree", now=now)
    services.act(by, works, "move", on="2026-10-02", now=now)
    contract = an_entry(
        by, system, "operation", until_on=str(day + timedelta(days=9)), now=now, terms=["purpose", "term"]
    )
    ended = an_entry(by, system, "contract", now=now)
    services.act(by, ended, "end", says="录像和图纸已返还，账号已停用。", on=str(day), now=now)
    an_entry(by, system, "maintenance_plan", title=LONG, from_on="2026-02-01", interval_days="60", now=now)
    for done in ("2026-03-20", "2026-06-30"):
        an_entry(by, system, "maintenance", happened_on=done, file=None, now=now)
    drill = an_entry(by, system, "drill", title="停电演练", result=LONG * 3, now=now)
    services.find(by, drill, NAUGHTY, "2026-11-01", now=now)
    mended = services.find(by, drill, "备用电源半小时后断电，" + LONG, "2026-11-01", now=now)
    services.mend(by, mended, "fix", says="更换电池组", on=str(day), now=now)
    people_kept = [a_person(by, name="欧阳" + str(number) + LONG[: 20 * (number == 1)], now=now) for number in range(4)]
    for kind in ("vetting", "confidentiality_training"):
        an_entry(by, people_kept[0], kind, until_on=str(day + timedelta(days=12)), now=now)
    training = an_entry(by, people_kept[0], "post_training", topic=LONG, until_on="2026-11-01", now=now)
    roster = an_entry(
        by, system, "roster", title="十一月值班表", from_on=str(day), until_on=str(day + timedelta(days=20)), now=now
    )
    for person, hours in zip(people_kept, (("00:00", "08:00"), ("08:00", "20:00"), ("20:00", "08:00")), strict=False):
        services.plan_shifts(by, roster, person, day, day + timedelta(days=13), *hours, now=now)
    entry, here = "/dossiers/entries/", f"/dossiers/{system.code}"
    return [
        (by, "home", "/dossiers"),
        (by, "system", here),
        (by, "kind-design", f"{here}/design"),
        (by, "kind-maintenance", f"{here}/maintenance"),
        (by, "kind-empty", f"{here}/testing"),
        (by, "form-operation", f"{here}/operation/new"),
        (by, "form-works", f"{here}/works/new"),
        (by, "form-consent", f"{here}/secret_consent/new"),
        (by, "form-training", f"/dossiers/staff/{people_kept[1].code}/post_training/new"),
        (by, "consent", entry + consent.code),
        (by, "works", entry + works.code),
        (by, "works-act", f"{entry}{works.code}/acts/restore"),
        (by, "contract", entry + contract.code),
        (by, "contract-end", f"{entry}{contract.code}/acts/end"),
        (by, "ended", entry + ended.code),
        (by, "drill", entry + drill.code),
        (by, "drill-find", f"{entry}{drill.code}/shortcomings"),
        (by, "roster", entry + roster.code),
        (by, "shifts", f"{entry}{roster.code}/shifts"),
        (by, "training", entry + training.code),
        (by, "staff", "/dossiers/staff"),
        (by, "staff-left", "/dossiers/staff?view=left"),
        (by, "person", f"/dossiers/staff/{people_kept[0].code}"),
        (by, "person-new", "/dossiers/staff/new"),
        (people.guard, "guard-home", "/dossiers"),
        (people.guard, "guard-system", here),
        (people.auditor, "auditor-system", here),
        (people.auditor, "auditor-person", f"/dossiers/staff/{people_kept[0].code}"),
        (people.other_manager, "nothing", "/dossiers"),
    ]  # fmt: skip


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_page_is_kind(pages: list[tuple[Account, str, str]], opened: Opened, size: str) -> None:
    assert_kind(pages, opened, size)


def test_the_english_pages_hold_no_chinese_of_ours(people: Cast, opened: Opened) -> None:
    system = a_system(people.manager, "Mall")
    page = opened(people.manager)
    page.goto("/dossiers")
    page.get_by_role("button", name="English").click()
    for address in (
        "/dossiers",
        f"/dossiers/{system.code}",
        f"/dossiers/{system.code}/operation/new",
        "/dossiers/staff",
    ):
        page.goto(address)
        text = page.locator("main").inner_text()
        cites = re.sub(r"〔[^〕]*〕|个人信息保护法\S*", "", text)
        assert not re.findall(r"[\u4e00-\u9fff]+", cites), (address, re.findall(r"[\u4e00-\u9fff]+", cites))
