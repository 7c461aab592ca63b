"""Sound is off until it is asked for; G.711, which no browser plays, is heard on playback; live says why not."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.stories.site import Camera, Site, until
from tests.stories.test_a_manager_adds_a_camera import open_form, out_of_use, type_in

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.alone]

HEARD = "document.querySelector('#picture').webkitAudioDecodedByteCount"


def shown(page: Page, mode: str) -> None:
    """Wait until the player shows a picture, live or from the store."""
    ready = f"document.body.dataset.mode === '{mode}' && document.querySelector('#picture').readyState >= 2"
    until(page, lambda: page.evaluate(ready), 30)


def test_sound_is_heard_on_playback(site: Site) -> None:
    with site.person("manager") as manager, Camera("h264-pcma") as camera:
        page = open_form(manager)
        type_in(page, name="07 岗亭", url=camera.url, username="admin", password=camera.password)
        page.get_by_role("button", name="保存").click()
        row = page.locator("tr", has_text="07 岗亭")
        expect(row.get_by_text("录像中")).to_be_visible(timeout=8000)
        code = (row.get_attribute("data-href") or "").rpartition("/")[2]
        manager.go(f"/play?camera={code}")
        manager.choose_purpose("设备维护", "试听")
        shown(page, "live")
        sound = page.get_by_role("button", name="打开声音")
        sound.click()
        expect(page.locator("#toast")).to_contain_text("实时画面不带声音")
        page.wait_for_timeout(4000)  # something to go back to
        page.get_by_role("button", name="后退 10 秒").click()
        shown(page, "playback")
        sound.click()
        expect(page.get_by_role("button", name="关闭声音")).to_be_visible()
        until(page, lambda: page.evaluate(HEARD) > 1000)
        page.keyboard.press("m")
        assert page.evaluate("document.querySelector('#picture').muted")
        out_of_use(manager, code)
        assert manager.complaints == []
