"""One notice, complete; resubmission; the second notice refused, and allowed only by a supervisor's reason (M7)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.models import Filing
from beholden.registry.filings.tests.made import PDF, submitted
from tests.stories.filing.conftest import Opened
from tests.stories.filing.test_a_unit_files_online import save

pytestmark = pytest.mark.browser


def test_told_once_put_right_and_filed(people: Cast, opened: Opened, tmp_path: Path) -> None:
    filing = submitted(people.manager, letter=None)
    officer, unit = opened(people.county_officer), opened(people.manager)
    officer.goto(f"/filings/{filing.code}")
    officer.get_by_role("link", name="一次性告知补正").click()
    save(officer, "出具通知书")
    expect(officer.get_by_text("已一次性告知，通知书已出具。")).to_be_visible()

    unit.goto(f"/filings/{filing.code}")
    expect(unit.get_by_text("加盖单位公章的委托办理备案授权书").first).to_be_visible()
    unit.get_by_role("link", name="经办人和材料", exact=True).click()
    letter = tmp_path / "授权书.pdf"
    letter.write_bytes(PDF)
    unit.set_input_files("#id_authorisation_letter", str(letter))
    save(unit)
    unit.get_by_role("link", name="核对并提交").click()
    save(unit, "重新提交")

    officer.goto(f"/filings/{filing.code}")
    save(officer, "予以备案")
    assert Filing.objects.get().state == "filed"


def test_a_second_notice_of_what_could_be_seen_is_refused(people: Cast, opened: Opened) -> None:
    from beholden.registry.filings import services

    filing = submitted(people.manager)
    services.ask_once(people.county_officer, filing, by_eye=["agent_id.unreadable"])
    services.submit(people.manager, filing)
    officer = opened(people.county_officer)
    officer.goto(f"/filings/{filing.code}/ask")
    officer.get_by_role("checkbox", name=re.compile("没有加盖单位公章")).check()
    save(officer, "出具通知书")
    expect(officer.get_by_role("alert").get_by_text("首次提交时就能看出的内容不能再次要求补正")).to_be_visible()
    assert Filing.objects.get().notices.count() == 1

    chief = opened(people.supervisor)
    chief.goto(f"/filings/{filing.code}")
    chief.locator("summary", has_text="准许再次告知").click()
    chief.fill("#allow-why", "首次漏看印章，涉及授权真实性")
    save(chief, "准许再次告知")
    officer.goto(f"/filings/{filing.code}/ask")
    officer.get_by_role("checkbox", name=re.compile("没有加盖单位公章")).check()
    save(officer, "出具通知书")
    expect(officer.get_by_text("首次漏看印章").first).to_be_visible()
    notice = Filing.objects.get().notices.get(number=2)
    assert (notice.exception_by, notice.by) == (people.supervisor, people.county_officer)
