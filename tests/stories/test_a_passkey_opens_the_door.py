"""A passkey from adding to removing, by Chromium's authenticator: after the password, instead of it, not at an IP."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.stories.axe import assert_fits, assert_reachable
from tests.stories.site import PASSWORD, Person, Site

pytestmark = [pytest.mark.browser, pytest.mark.server]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in(person: Person) -> tuple[CDPSession, str]:
    """A fingerprint reader on this computer, and what the browser calls it."""
    devices = person.context.new_cdp_session(person.page)
    devices.send("WebAuthn.enable")
    return devices, devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]


def inside(page: Page) -> None:
    page.wait_for_url(lambda url: "/sign-in" not in url)


def by_password(page: Page, address: str) -> None:
    page.goto(address + "/sign-in")
    page.locator("#id_username").fill("secadmin")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def out(page: Page, address: str) -> None:
    page.context.clear_cookies()
    page.goto(address + "/sign-in")


def added(page: Page, address: str, look: Callable[[Page], None]) -> None:
    """From one's account to a passkey, by the links a person sees; a wrong password costs a sentence."""
    page.goto(address + "/account")
    page.locator("dd", has_text="未添加").get_by_role("link", name="添加").click()
    look(page)
    page.locator("#id_name").fill("值班室电脑")
    page.locator("#id_current").fill("not-the-password")
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_role("alert")).to_have_text("当前密码不正确。")
    assert page.locator("#id_name").input_value() == "值班室电脑"
    page.locator("#id_current").fill(PASSWORD)
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_text("通行密钥已添加")).to_be_visible()
    expect(page.locator("tr", has_text="值班室电脑")).to_contain_text("localhost")
    look(page)


def removed(page: Page, address: str, look: Callable[[Page], None]) -> None:
    page.goto(address + "/account/passkeys")
    page.locator("tr", has_text="值班室电脑").get_by_role("link", name="移除").click()
    look(page)
    page.locator("#id_current").fill(PASSWORD)
    page.get_by_role("button", name="移除").click()
    expect(page.get_by_text("通行密钥已移除")).to_be_visible()


def test_a_passkey_is_added_used_and_removed(site: Site) -> None:
    def look(page: Page) -> None:
        assert_reachable(page)
        assert_fits(page)

    with site.person("secadmin", width=375) as person:
        page = person.go("/account/passkeys")
        expect(page.get_by_text("通行密钥只能绑定域名，不能绑定 IP 地址")).to_be_visible()
        expect(page.locator("#id_name")).to_have_count(0)
        look(page)

        home = site.address.replace("127.0.0.1", "localhost")
        devices, reader = plug_in(person)
        by_password(page, home)
        inside(page)
        added(page, home, look)
        try:
            out(page, home)
            by_password(page, home)
            expect(page.get_by_role("heading", name="第二步验证")).to_be_visible()
            expect(page.locator("#id_code")).to_have_count(0)
            look(page)
            page.get_by_role("button", name="用通行密钥登录").click()
            inside(page)

            out(page, home)
            look(page)
            devices.send("WebAuthn.setUserVerified", {"authenticatorId": reader, "isUserVerified": False})
            page.get_by_role("button", name="用通行密钥登录").click()
            expect(page.get_by_role("alert")).to_contain_text("可以再试一次", timeout=70_000)
            devices.send("WebAuthn.setUserVerified", {"authenticatorId": reader, "isUserVerified": True})
            page.get_by_role("button", name="用通行密钥登录").click()
            inside(page)
            page.goto(home + "/account")
            expect(page.locator("dd", has_text="secadmin")).to_be_visible()
        finally:
            removed(page, home, look)
        out(page, home)
        by_password(page, home)
        inside(page)
        # a wrong password and an account without a way in are answers with 4xx, nothing else went red
        assert all("422" in one or "401" in one for one in person.complaints), person.complaints
