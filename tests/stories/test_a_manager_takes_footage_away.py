"""From the player to a stranger's verdict: asked for, registered, made by the job, fetched, checked."""

from __future__ import annotations

import subprocess
import sys
import time
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.stories.axe import assert_fits, assert_reachable
from tests.stories.seeing import SHANGHAI
from tests.stories.site import Person, Site, until

pytestmark = [pytest.mark.browser, pytest.mark.server]
FIELD = "%Y-%m-%dT%H:%M:%S"


def test_a_manager_takes_footage_away_and_a_stranger_believes_it(site: Site, tmp_path: Path) -> None:
    with site.person("manager") as manager:
        page = manager.page
        manager.go("/duty")
        manager.choose_purpose("事件处置", "停车场车辆刮擦")
        begin = datetime.now(SHANGHAI) - timedelta(seconds=8)
        if (begin.second + 7) % 60 == 0:  # a browser's field leaves seconds out that are none
            begin -= timedelta(seconds=1)
        manager.go("/play")
        page.wait_for_timeout(1500)
        page.locator("#take-at").fill(begin.strftime(FIELD))
        page.locator("#timeline").focus()
        page.keyboard.press("o")  # up to the picture that is shown
        until_field = page.locator("#take-until")
        expect(until_field).not_to_have_value("")
        marked = until_field.input_value()
        assert datetime.fromisoformat(marked).replace(tzinfo=SHANGHAI) > begin
        expect(page.locator("#toast")).to_contain_text("已选")
        looked_at(manager, tmp_path, "play-marked")
        box = page.locator("#timeline").bounding_box()
        assert box is not None
        page.keyboard.down("Shift")
        page.mouse.move(box["x"] + 30, box["y"] + 50)
        page.mouse.down()
        page.mouse.move(box["x"] + 90, box["y"] + 50, steps=4)
        page.mouse.up()
        page.keyboard.up("Shift")
        assert until_field.input_value() != marked  # drawn by hand
        page.locator("#take-at").fill(begin.strftime(FIELD))
        until_field.fill((begin + timedelta(seconds=7)).strftime(FIELD))
        page.get_by_role("button", name="调取", exact=True).click()
        expect(page.get_by_role("heading", name="调取录像")).to_be_visible()
        assert page.locator("input[name=cameras]:checked").count() == 1
        page.locator("input[name=cameras]").nth(1).check()
        expect(page.locator("#id_ends")).to_have_value((begin + timedelta(seconds=7)).strftime(FIELD))
        expect(page.get_by_label("证据原件", exact=True)).to_be_checked()
        time.sleep(1)
        looked_at(manager, tmp_path, "export-new")
        page.get_by_role("button", name="登记并制作").click()
        page.wait_for_url("**/exports/*")
        page.screenshot(path=tmp_path / "export-building-1440.png")
        ready = page.get_by_role("button", name="下载")
        until(page, ready.is_visible, seconds=90, every=1)  # the page looks again by itself
        looked_at(manager, tmp_path, "export-ready")
        with page.expect_download() as coming:
            ready.click()
        coming.value.save_as(tmp_path / "package.zip")
        with zipfile.ZipFile(tmp_path / "package.zip") as archive:
            archive.extractall(tmp_path / "empty")
        (folder,) = (tmp_path / "empty").iterdir()
        how = [sys.executable, "-I", "verify.py", "--lang", "en"]
        told = subprocess.run(how, cwd=folder, capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stdout
        assert "stand in the log of footage as they were recorded" in told.stdout, told.stdout
        assert "carry a C2PA manifest" in told.stdout, told.stdout
        manager.go("/register?action=export")
        assert page.locator("main tbody tr").count() == 4  # two when it was asked for, two when it was fetched
        manager.go("/exports")
        looked_at(manager, tmp_path, "exports")
        assert manager.complaints == []


def looked_at(person: Person, folder: Path, name: str) -> None:
    """Reachable with a screen reader, whole on a phone."""
    page = person.page
    assert_reachable(page)
    for width in (375, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert_fits(page)
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
