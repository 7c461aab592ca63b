"""Every screen of the phone with ugly data: nothing serious for axe, no pushing sideways, English complete."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.cameras import CameraFields
from beholden.registry.filings.tests.made import filed
from beholden.registry.inspections import services
from beholden.registry.inspections.models import Inspection
from beholden.registry.inspections.tests.made import begun, planned
from tests.stories.filing.conftest import Opened
from tests.stories.phone.eye import Eye
from tests.stories.phone.hands import HOME, Hands, photo, picture, visit_today

pytestmark = pytest.mark.browser
LONG = "唐山市路北区城南国际商业贸易中心综合体公共安全视频图像信息系统（含地下停车场、屋顶花园及附属设施）二期工程"
NAUGHTY = "<script>alert(1)</script> 𠮷🙂 Ω≈ç√∫ ' OR 1=1 --"


@pytest.fixture
def ugly(people: Cast) -> dict[str, Inspection]:
    """Visits of the day: long, strange, closed, with many cameras, one tomorrow."""
    now = timezone.now()
    today = timezone.localdate(now)
    many = [CameraFields(f"{n:02} {LONG[:30]}", LONG[:40], function_type="watch", area="entrance") for n in range(40)]
    filing = filed(people.manager, people.county_officer, now=now, name=LONG, location=LONG, cameras=many)
    made = {
        "long": planned(people, now=now, scheduled_on=today, filing=filing, place=LONG, unit_name=LONG),
        "naughty": begun(people, now=now, scheduled_on=today, unit=None, unit_name=NAUGHTY, place=NAUGHTY + " 2"),
        "late": planned(
            people, now=now, scheduled_on=today + timedelta(days=1), unit=None, unit_name="第三小学", place="B"
        ),
        "plain": visit_today(people, unit=None, unit_name="城南商场", place="城南商场一层"),
    }
    services.answer(people.county_officer, made["naughty"], 1, "violation", words=NAUGHTY, now=now)
    return made


def walk(eye: Eye, visit: Inspection) -> None:
    """A visit with filed cameras from its beginning to the end."""
    page, hands = eye.page, Hands(eye.page)
    hands.enter(visit)
    eye.look("planned")
    hands.begin()
    page.locator("summary", has_text="备案的点位").click()
    eye.look("item-cameras")
    hands.conform(1)
    page.get_by_role("button", name="不符合").click()
    page.get_by_role("button", name="保存结果").click()
    expect(page.get_by_text("请写明情况。")).to_be_visible()
    page.locator("summary", has_text="拍照设置").click()
    files = [photo(f"{LONG[:30]}{at}.jpg", picture(size=(64 + at, 48))) for at in range(3)]
    page.context.set_offline(True)
    page.get_by_label("情况", exact=True).fill(LONG)
    page.get_by_role("button", name="保存结果").click()
    expect(page.get_by_role("heading", name="第 3 项")).to_be_visible()
    page.locator("input[type=file]:not([capture])").set_input_files(files)  # type: ignore[arg-type]
    expect(page.locator(".pieces li")).to_have_count(3)
    page.get_by_role("button", name="不适用").click()
    eye.look("item-violation")
    page.goto(f"{HOME}#/v/{visit.code}")
    eye.look("begun")
    page.goto(f"{HOME}#/v/{visit.code}/end")
    eye.look("end-lacking")
    page.goto(f"{HOME}#/outbox")
    eye.look("outbox-offline")
    page.context.set_offline(False)
    page.get_by_role("button", name="立即发送").click()
    hands.all_sent()
    eye.look("outbox-sent")


def test_every_screen_is_kind(people: Cast, ugly: dict[str, Inspection], opened: Opened) -> None:
    page = opened(people.station_officer, "phone")
    eye, hands = Eye(page, "phone"), Hands(page)
    hands.open()
    eye.look("day")
    walk(eye, ugly["long"])
    page.goto(f"{HOME}#/v/{ugly['long'].code}/sign/unit")
    expect(page.locator("main summary").first).to_be_visible()
    for summary in page.locator("main summary").all():
        summary.click()
    eye.look("sign-unit")
    page.goto(f"{HOME}#/v/{ugly['late'].code}")
    eye.look("too-early")
    page.goto(f"{HOME}#/v/{ugly['naughty'].code}")
    eye.look("naughty")
    page.goto(f"{HOME}#/leave")
    eye.look("leave")
    page.set_viewport_size({"width": 1440, "height": 900})
    for name, place in (("day", "#/"), ("visit", f"#/v/{ugly['long'].code}"), ("outbox", "#/outbox")):
        page.goto(HOME + place)
        eye.look(f"{name}-desk")
    eye.assert_kind()


def test_the_english_phone_holds_no_chinese_of_ours(people: Cast, opened: Opened) -> None:
    visit = visit_today(people, unit=None, unit_name="South Mall", place="1 South Road")
    page = opened(people.station_officer, "phone")
    page.goto("/account")
    page.get_by_role("button", name="English").click()
    page.goto(HOME)
    expect(page.get_by_text("South Mall")).to_be_visible()
    for place in ("", f"#/v/{visit.code}", f"#/v/{visit.code}/1", f"#/v/{visit.code}/end", "#/outbox", "#/leave"):
        page.goto(HOME + place)
        text = page.locator("body").inner_text()
        cites = page.locator(".why").all_inner_texts()
        for own in (*cites, people.station_officer.name, people.county_officer.name, visit.number):
            text = text.replace(own, "")
        assert not re.findall(r"[\u4e00-\u9fff]+", text), place
