"""A general inspection walked in a basement: no network, the page opened again, back, closed, its record (M13)."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections import queries, services
from beholden.registry.inspections.models import Evidence, Inspection
from beholden.registry.inspections.tests.made import MP4, begun
from tests.stories.filing.conftest import Opened
from tests.stories.phone.eye import Eye
from tests.stories.phone.hands import Hands, photo, picture, visit_today

pytestmark = pytest.mark.browser


def test_offline_in_the_middle_and_nothing_is_lost(people: Cast, opened: Opened) -> None:
    visit = visit_today(people)
    page = opened(people.station_officer, "phone")
    hands = Hands(page)
    hands.open()
    hands.enter(visit)
    hands.begin()
    hands.conform(1)
    hands.all_sent()
    assert Inspection.objects.get().state == "begun"

    page.context.set_offline(True)
    shots = [picture("navy"), picture("teal"), picture("maroon")]
    chooser = page.locator("input[type=file]:not([capture])")
    chooser.set_input_files([photo(f"标识 {at}.jpg", shot) for at, shot in enumerate(shots)])  # type: ignore[arg-type]
    expect(page.locator(".pieces li")).to_have_count(3)
    hands.conform(2)
    hands.waits(4)

    page.reload()  # the phone was locked, the browser threw the page away
    assert page.evaluate("fetch('/healthz').then(() => 'online', () => 'offline')") == "offline"
    expect(page.get_by_text("现在离线。照常记录")).to_be_visible()
    expect(page.get_by_role("heading", name="第 3 项")).to_be_visible()
    assert page.evaluate("document.fonts.load('16px bootstrap-icons').then((found) => found.length)")  # offline too
    for item in range(3, 8):
        hands.conform(item)
    hands.recording()
    hands.everybody_signs()
    hands.close()
    expect(page.get_by_text("已在本机结束。联网发送后，由服务器出具检查笔录。")).to_be_visible()
    hands.waits(14)
    assert Inspection.objects.get().answers.count() == 1

    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    hands.all_sent()
    kept = Inspection.objects.get()
    assert kept.state == "closed"
    assert kept.answers.filter(result="conform", superseded=False).count() == 7
    assert [one.sha256 for one in Evidence.objects.filter(kind="photo")] == [hands.sha256(shot) for shot in shots]
    assert not Evidence.objects.filter(kind="photo", arrived_at=None).exists()
    assert hands.taps <= 30
    Eye(page, "phone").look("closed")
    with page.expect_download() as record:
        page.get_by_role("link", name="检查笔录（PDF）").click()
    assert record.value.path().read_bytes().startswith(b"%PDF")


def test_a_unit_that_lets_nobody_in_is_recorded_without_items(people: Cast, opened: Opened) -> None:
    visit = visit_today(people)
    hands = Hands(opened(people.station_officer, "phone"))
    page = hands.page
    hands.open()
    hands.enter(visit)
    hands.begin()
    page.goto(f"/inspections/phone#/v/{visit.code}/end")
    page.locator("summary", has_text="拒绝检查，或者无人在场").click()
    page.get_by_label("情况（至少 4 个字）").fill("锁门")
    page.get_by_role("button", name="拒绝检查", exact=True).click()
    expect(page.get_by_text("请写明情况或者理由，至少 4 个字。")).to_be_visible()
    page.get_by_label("情况（至少 4 个字）").fill("值班经理不让进入监控室")
    page.get_by_role("button", name="拒绝检查", exact=True).click()
    expect(page.get_by_text("已记录检查中断的情况。")).to_be_visible()
    hands.recording()
    hands.sign(0)
    hands.sign(1)
    hands.close()
    hands.all_sent()
    expect(page.get_by_text("已结束", exact=True)).to_be_visible()
    kept = Inspection.objects.get()
    assert (kept.state, kept.outcome, kept.outcome_note) == ("closed", "refused", "值班经理不让进入监控室")


def test_a_unit_that_will_not_sign_says_why_and_an_item_is_added_with_its_reason(people: Cast, opened: Opened) -> None:
    now = timezone.now()
    visit = begun(people, now=now, scheduled_on=timezone.localdate(now))
    for item in visit.items:
        services.answer(people.county_officer, visit, item, "conform")
    hands = Hands(opened(people.station_officer, "phone"))
    page = hands.page
    hands.open()
    hands.enter(visit)
    page.locator("summary", has_text="加查一项").click()
    page.get_by_label("加查的理由（至少 4 个字）").fill("设备间有未备案的录像机")
    page.get_by_role("button", name="加查", exact=True).click()
    page.get_by_role("link", name="继续：第 8 项").click()
    page.get_by_role("button", name="不符合").click()
    page.get_by_label("情况", exact=True).fill("没有验收档案")
    page.get_by_role("button", name="保存结果").click()
    page.locator(".recording input[type=file]").set_input_files(  # the file itself, not its number
        [{"name": "A-0013.mp4", "mimeType": "video/mp4", "buffer": MP4}]
    )
    expect(page.locator(".pieces li")).to_have_count(1)
    page.locator(".signers li").nth(0).get_by_role("link", name="签名").click()
    page.locator("summary", has_text="不能手写：键入姓名").click()
    page.get_by_label("姓名", exact=True).fill("别人")
    page.get_by_role("button", name="以键入的姓名签名").click()
    expect(page.get_by_text("键入的姓名与检查民警的姓名不一致。")).to_be_visible()
    page.get_by_label("姓名", exact=True).fill(people.county_officer.name)
    page.get_by_role("button", name="以键入的姓名签名").click()
    hands.sign(1)
    page.locator(".signers li").nth(2).get_by_role("link", name="签名").click()
    page.locator("summary", has_text="拒绝签名").click()
    page.get_by_label("拒绝签名的理由（至少 4 个字）").fill("不认可第八项的结论")
    page.get_by_role("button", name="记录拒绝签名").click()
    hands.close()
    hands.all_sent()
    expect(page.get_by_role("link", name="检查笔录（PDF）")).to_be_visible()
    kept = Inspection.objects.get()
    assert (kept.state, kept.extra[0]["item"], kept.evidence.get().media_type) == ("closed", 8, "video/mp4")
    assert kept.signatures.get(signer="unit").reason == "不认可第八项的结论"
    assert [one.item for one in queries.findings(kept)] == [8]
