"""The same outbox twice, somebody else quicker, a photo damaged on the way: shown, never merged, not lost (M13)."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, Route, expect

from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections import files, services
from beholden.registry.inspections.models import Answer, Evidence, Inspection, OutboxAction
from beholden.registry.inspections.tests.made import begun
from tests.stories.filing.conftest import Opened
from tests.stories.phone.eye import Eye
from tests.stories.phone.hands import Hands, photo, picture
from tests.stories.site import until

pytestmark = pytest.mark.browser


def begun_today(cast: Cast) -> Inspection:
    now = timezone.now()
    return begun(cast, now=now, scheduled_on=timezone.localdate(now))


def at_item(page: Page, visit: Inspection, item: int) -> Hands:
    hands = Hands(page)
    hands.open()
    hands.enter(visit)
    hands.tap(page.locator(f".item-list a[href$='/{item}']"))
    return hands


def test_an_answer_lost_on_the_way_back_makes_the_phone_send_again_and_nothing_happens_twice(
    people: Cast, opened: Opened
) -> None:
    visit = begun_today(people)
    page = opened(people.station_officer, "phone")
    hands = at_item(page, visit, 1)
    sent: list[Any] = []

    def lose(route: Route) -> None:
        sent.append(route.request.post_data_json)
        route.fetch()  # the server does it, the line breaks before its answer is here
        route.abort("connectionreset")

    page.route("**/api/inspections/outbox", lose, times=1)
    hands.conform(1)
    until(page, lambda: Answer.objects.count() == 1)
    page.locator("#phone-bar .outbox").click()
    hands.all_sent()  # by itself, a moment later
    expect(page.locator(".entries .state.good")).to_contain_text("已发送")
    again = page.evaluate(
        """async (body) => (await fetch('/api/inspections/outbox', {method: 'POST', body: JSON.stringify(body),
          headers: {'Content-Type': 'application/json',
                    'X-CSRFToken': document.cookie.match(/csrftoken=([^;]+)/)[1]}})).json()""",
        sent[0],
    )
    assert [one["status"] for one in again["results"]] == ["again"]
    assert (Answer.objects.count(), OutboxAction.objects.count()) == (1, 1)


def test_somebody_was_quicker_both_records_are_shown_and_the_officer_chooses(people: Cast, opened: Opened) -> None:
    visit = begun_today(people)
    page = opened(people.station_officer, "phone")
    hands = at_item(page, visit, 2)
    page.context.set_offline(True)
    hands.conform(2)
    hands.waits(1)
    services.answer(people.county_officer, visit, 2, "violation", words="入口处没有提示标识")

    page.context.set_offline(False)
    page.locator("#phone-bar .outbox").click()
    hands.button("立即发送")
    expect(page.get_by_text("与别人的记录冲突")).to_be_visible()
    assert Answer.objects.get(superseded=False).result == "violation"
    page.get_by_role("link", name="去决定").click()
    eye = Eye(page, "phone")
    eye.look("conflict")
    eye.assert_kind()
    mine, theirs = page.locator(".beside section").all()
    expect(mine).to_contain_text("符合")
    expect(theirs).to_contain_text("入口处没有提示标识")
    expect(theirs).to_contain_text("张警官")
    hands.button("用我的")
    hands.all_sent()
    standing = Answer.objects.get(superseded=False)
    assert (standing.result, standing.by, standing.revision) == ("conform", people.station_officer, 2)
    assert Answer.objects.get(superseded=True).by == people.county_officer


def test_a_photo_damaged_on_the_way_is_refused_stays_and_arrives_whole_the_next_time(
    people: Cast, opened: Opened
) -> None:
    visit = begun_today(people)
    page = opened(people.station_officer, "phone")
    hands = at_item(page, visit, 2)
    shot = picture("olive")

    def damage(route: Route) -> None:
        body = bytearray(route.request.post_data_buffer or b"")
        body[len(body) // 2] ^= 0x40
        route.continue_(post_data=bytes(body))

    page.route("**/api/inspections/outbox/*/file", damage, times=1)
    page.locator("input[type=file]:not([capture])").set_input_files([photo("标识.jpg", shot)])  # type: ignore[list-item]
    hands.waits(1)
    page.locator("#phone-bar .outbox").click()
    expect(page.get_by_text("上传未成功，仍在本机")).to_be_visible()
    expect(page.get_by_text("文件在传送中损坏")).to_be_visible()
    eye = Eye(page, "phone")
    eye.look("damaged")
    eye.assert_kind()
    assert Evidence.objects.get().arrived_at is None
    hands.button("立即发送")
    hands.all_sent()
    kept = Evidence.objects.get()
    assert kept.arrived_at is not None
    assert kept.sha256 == hands.sha256(shot)


def test_thirty_photos_at_once_on_a_bad_line_arrive_each_once(people: Cast, opened: Opened) -> None:
    visit = begun_today(people)
    page = opened(people.station_officer, "phone")
    hands = at_item(page, visit, 2)
    shots = [picture(f"#{at:02x}{at * 3:02x}40") for at in range(30)]
    tries: list[str] = []

    def bad_line(route: Route) -> None:
        tries.append(route.request.url)
        if len(tries) % 12 == 3:
            route.abort("connectionreset")
        elif len(tries) % 12 == 9:
            route.fetch()  # it arrives, but the phone is not told
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/api/inspections/outbox/*/file", bad_line)
    given = [photo(f"{at:02}.jpg", shot) for at, shot in enumerate(shots)]
    page.locator("input[type=file]:not([capture])").set_input_files([*given, photo("说明.jpg", b"not a picture")])  # type: ignore[list-item]
    expect(page.get_by_text("“说明.jpg”不是照片")).to_be_visible()
    expect(page.locator(".pieces li")).to_have_count(30)
    page.locator("#phone-bar .outbox").click()
    until(page, lambda: page.locator("#phone-bar .outbox").inner_text().strip() == "已全部发送", seconds=40)
    hands.all_sent()
    assert len(tries) > 30
    arrived = Evidence.objects.filter(arrived_at__isnull=False).order_by("pk")
    assert [one.sha256 for one in arrived] == [hands.sha256(shot) for shot in shots]


def test_a_phone_without_room_says_so_and_keeps_nothing_half(people: Cast, opened: Opened) -> None:
    visit = begun_today(people)
    page = opened(people.station_officer, "phone")
    page.goto("/today")
    room = {"origin": page.evaluate("location.origin"), "quotaSize": 2_000_000}
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", room)
    hands = at_item(page, visit, 2)
    large = photo("大.jpg", picture() + b"\0" * 4_000_000)
    page.locator("input[type=file]:not([capture])").set_input_files([large])  # type: ignore[list-item]
    expect(page.get_by_text("这台手机的存储空间不足")).to_be_visible()
    expect(page.locator(".pieces li")).to_have_count(0)
    hands.conform(2)
    hands.all_sent()
    assert Answer.objects.count() == 1
    assert not Evidence.objects.exists()


def test_a_smaller_copy_says_what_it_is_a_copy_of_and_where_it_was_taken(people: Cast, opened: Opened) -> None:
    visit = begun_today(people)
    page = opened(people.station_officer, "phone")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 39.63, "longitude": 118.18})
    hands = at_item(page, visit, 2)
    large = picture("seagreen", (3000, 1500))
    page.locator("summary", has_text="拍照设置").click()
    page.get_by_label("附上拍摄位置").check()
    page.get_by_label("只保存缩小的副本").check()
    page.locator("input[type=file][capture]").set_input_files([photo("正门.jpg", large)])  # type: ignore[list-item]
    expect(page.locator(".pieces li")).to_have_count(1)
    until(page, lambda: Evidence.objects.filter(arrived_at__isnull=False).exists())
    kept = Evidence.objects.get()
    assert hands.sha256(large) in kept.note
    assert kept.sha256 != hands.sha256(large)
    assert (kept.lat, kept.lon) == (39.63, 118.18)
    with Image.open(files.where(kept.sha256)) as copy:
        assert copy.size == (2048, 1024)


def test_a_second_tap_in_haste_does_not_answer_the_next_item(people: Cast, opened: Opened) -> None:
    visit = begun_today(people)
    page = opened(people.station_officer, "phone")
    hands = at_item(page, visit, 1)
    page.get_by_role("button", name="符合", exact=True).dblclick()
    expect(page.get_by_role("heading", name="第 2 项", exact=True)).to_be_visible()
    until(page, lambda: Answer.objects.exists())
    hands.all_sent()
    assert [one.item for one in Answer.objects.all()] == [1]
