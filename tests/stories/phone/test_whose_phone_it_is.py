"""What lies on a phone is sealed, one officer's, and gone when they leave; unsent work is never thrown away unasked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from beholden.ground.people.models import Account, SignIn
from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections.models import Inspection
from tests.stories.filing.conftest import PASSWORD, Opened
from tests.stories.phone.eye import Eye
from tests.stories.phone.hands import HOME, Hands, visit_today
from tests.stories.phone.test_two_phones_and_a_bad_line import at_item, begun_today

pytestmark = pytest.mark.browser

# every byte that the phone's database holds, as text
KEPT = """async () => {
  const names = (await indexedDB.databases()).map((one) => one.name);
  if (!names.includes('beholden-phone')) return null;
  const database = await new Promise((done) => {
    const request = indexedDB.open('beholden-phone');
    request.onsuccess = () => done(request.result);
  });
  let text = '', keys = 0, extractable = 0;
  for (const store of database.objectStoreNames) {
    const rows = await new Promise((done) => {
      const request = database.transaction(store).objectStore(store).getAll();
      request.onsuccess = () => done(request.result);
    });
    for (const row of rows) {
      text += JSON.stringify(row) + (row.box ? new TextDecoder('utf-8').decode(row.box.data) : '');
      if (row.key) { keys += 1; extractable += Number(row.key.extractable); }
    }
  }
  database.close();
  return {text, keys, extractable, size: text.length};
}"""


def kept(page: Page) -> Any:
    return page.evaluate(KEPT)


def sign_in(page: Page, account: Account) -> None:
    page.goto("/sign-in?next=" + HOME)
    page.fill("#id_username", account.username)
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**" + HOME + "**")


def test_nothing_on_the_phone_can_be_read_and_signing_out_anywhere_clears_it(people: Cast, opened: Opened) -> None:
    visit_today(people)
    page = opened(people.station_officer, "phone")
    hands = Hands(page)
    hands.open()
    expect(page.get_by_text("城南商场有限公司")).to_be_visible()
    page.context.set_offline(True)
    page.goto("/inspections")  # the first page of an officer needs a network; without one the phone's page opens
    expect(page.get_by_text("城南商场有限公司")).to_be_visible()
    page.context.set_offline(False)
    lying = kept(page)
    assert lying["size"] > 2_000
    assert (lying["keys"], lying["extractable"]) == (1, 0)
    for secret in ("城南", "北新道", "陈警官", people.station_officer.code):
        assert secret not in lying["text"]
    page.goto("/account")
    page.locator(".bottombar summary").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/sign-in")
    assert kept(page) is None


def test_unsent_work_stops_a_hasty_sign_out_until_the_officer_says_so(people: Cast, opened: Opened) -> None:
    visit = begun_today(people)
    page = opened(people.station_officer, "phone")
    hands = at_item(page, visit, 1)
    page.route("**/api/inspections/outbox", lambda route: route.abort())
    hands.conform(1)
    hands.waits(1)
    page.goto("/account")
    page.locator(".bottombar summary").click()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_text("还有 1 项没有发送。现在退出，它们会丢失。")).to_be_visible()
    Eye(page, "phone").look("leave-unsent")
    discard = page.get_by_role("button", name="丢弃并退出")
    expect(discard).to_be_disabled()
    page.get_by_role("checkbox").check()
    discard.click()
    page.wait_for_url("**/sign-in")
    assert kept(page) is None


def test_a_sign_in_that_ended_keeps_unsent_work_sealed_for_its_officer_and_shows_it_to_nobody_else(
    people: Cast, opened: Opened
) -> None:
    visit = begun_today(people)
    page = opened(people.station_officer, "phone")
    hands = at_item(page, visit, 1)
    page.context.set_offline(True)
    hands.conform(1)
    SignIn.objects.filter(account=people.station_officer).update(ended_at=timezone.now(), ended_why="revoked")
    page.context.set_offline(False)
    page.reload()
    page.goto("/sign-in")
    page.goto(HOME)
    sign_in(page, people.county_officer)
    expect(page.get_by_text("这台手机上还有陈警官的 1 项没有发送。")).to_be_visible()
    expect(page.get_by_text("城南商场")).to_have_count(0)
    eye = Eye(page, "phone")
    eye.look("other-officer")
    eye.assert_kind()
    hands.button("退出，换人登录")
    page.wait_for_url("**/sign-in**")
    sign_in(page, people.station_officer)
    hands.all_sent()
    assert Inspection.objects.get().answers.get().by == people.station_officer


def test_a_phone_a_day_ahead_says_so_and_both_times_are_kept(people: Cast, opened: Opened) -> None:
    visit = begun_today(people)
    page = opened(people.station_officer, "phone")
    page.clock.install(time=timezone.now() + timedelta(days=1, minutes=1))
    hands = at_item(page, visit, 1)
    expect(page.get_by_text("本机时间比服务器快 1 天")).to_be_visible()
    hands.conform(1)
    hands.all_sent()
    answer = Inspection.objects.get().answers.get()
    assert answer.offset_ms is not None
    assert -86_600_000 < answer.offset_ms < -86_400_000
    assert 86_400 < (answer.at_device - answer.at_server).total_seconds() < 86_800
